package fetch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// dials are the ways to the network that no package but this one may take: by import path, the names; a star is all of
// them, a name with a star all that begin so.
var dials = map[string][]string{
	"net": {
		"Dial*", "Lookup*", "Resolve*", "Resolver", "DefaultResolver", "FileConn",
	},
	"net/http": {
		"Client", "DefaultClient", "Transport", "DefaultTransport", "Get", "Head", "Post", "PostForm", "NewFileTransport*",
		"ProxyFromEnvironment", "ProxyURL", "HTTP2*",
	},
	"net/http/httputil":                     {"ReverseProxy", "NewSingleHostReverseProxy", "NewClientConn", "NewProxyClientConn"},
	"net/rpc":                               {"Dial*", "NewClient*"},
	"net/smtp":                              {"*"},
	"crypto/tls":                            {"Dial*", "Client"},
	"log/syslog":                            {"*"},
	"syscall":                               {"Connect", "Socket*"},
	"golang.org/x/sys/unix":                 {"Connect", "Socket*"},
	"golang.org/x/net/proxy":                {"*"},
	"golang.org/x/net/http2":                {"*"},
	"golang.org/x/net/websocket":            {"*"},
	"github.com/gocolly/colly/v2":           {"*"},
	"github.com/hashicorp/go-retryablehttp": {"*"},
}

// mayDial are the packages with a way of their own: the single-instance socket, which stays on this machine.
var mayDial = map[string][]string{
	"app/instance": {"net.Dial", "net.DialTimeout", "net.Dialer", "net.DialUnix"},
}

// dialsIn lists the ways to the network that a file takes, as package.Name.
func dialsIn(file *ast.File) (found []string) {
	names := map[string]string{} // of the import, as the file calls it, to its path
	for _, imp := range file.Imports {
		path, err := strconv.Unquote(imp.Path.Value)
		if err != nil || dials[path] == nil {
			continue
		}
		parts := strings.Split(path, "/")
		name := parts[len(parts)-1]
		if strings.HasPrefix(name, "v") && len(parts) > 1 { // a major version
			name = parts[len(parts)-2]
		}
		if imp.Name != nil {
			name = imp.Name.Name
		}
		names[strings.TrimPrefix(name, "go-")] = path
		if name == "." || slices.Contains(dials[path], "*") {
			found = append(found, path+".*")
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		pkg, ok := selector.X.(*ast.Ident)
		if !ok {
			return true
		}
		path := names[pkg.Name]
		for _, name := range dials[path] {
			prefix, open := strings.CutSuffix(name, "*")
			if name != "*" && (selector.Sel.Name == name || open && strings.HasPrefix(selector.Sel.Name, prefix)) {
				found = append(found, path+"."+selector.Sel.Name)
			}
		}
		return true
	})
	return found
}

func TestNoOtherPackageDials(t *testing.T) {
	root := moduleRoot(t)
	walked := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		local, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		local = filepath.ToSlash(local)
		if d.IsDir() {
			if name := d.Name(); local != "." && (strings.HasPrefix(name, ".") || name == "testdata" || local == "scrape/fetch") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		walked++
		file, err := parser.ParseFile(token.NewFileSet(), local, source, parser.SkipObjectResolution)
		if err != nil {
			t.Errorf("%s can't be parsed: %v", local, err)
			return nil
		}
		for _, way := range dialsIn(file) {
			if !slices.Contains(mayDial[filepath.ToSlash(filepath.Dir(local))], way) {
				t.Errorf("%s uses %s; the network is asked through scrape/fetch alone", local, way)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if walked == 0 {
		t.Error("no source was found")
	}
}

func TestTheDialAlarmRings(t *testing.T) {
	tests := []struct {
		source string
		want   []string
	}{
		{`import "net"; var x, _ = net.Listen("tcp", ""); var y net.Conn`, nil},
		{`import "net/http"; func f(h http.Handler) { http.StatusText(200) }`, nil},
		{`import "net"; func f() { net.Dial("tcp", ""); net.LookupHost(""); _ = net.Dialer{} }`, []string{"net.Dial", "net.LookupHost", "net.Dialer"}},
		{`import n "net"; var x = n.DialTimeout`, []string{"net.DialTimeout"}},
		{`import . "net"; func f() { Dial("tcp", "") }`, []string{"net.*"}},
		{`import "net/http"; func f() { http.Get(""); _ = &http.Client{}; _ = http.Transport{} }`, []string{"net/http.Get", "net/http.Client", "net/http.Transport"}},
		{`import web "net/http"; var x = web.DefaultClient.Do`, []string{"net/http.DefaultClient"}},
		{`import "crypto/tls"; var x = tls.Dial; var y tls.Config`, []string{"crypto/tls.Dial"}},
		{`import "net/smtp"; var x = smtp.SendMail`, []string{"net/smtp.*"}},
		{`import _ "golang.org/x/net/websocket"`, []string{"golang.org/x/net/websocket.*"}},
		{`var net struct{ Dial func() }; func f() { net.Dial() }`, nil},
	}
	for _, test := range tests {
		file, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x; "+test.source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, dialsIn(file)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.source, diff)
		}
	}
}

// moduleRoot is the folder with go.mod, above the package's own.
func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the package")
		}
		dir = up
	}
}
