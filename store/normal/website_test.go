package normal

import "testing"

func TestWebsite(t *testing.T) {
	for _, c := range []struct{ raw, want string }{
		{"http://www.newarktoyotaworld.com", "http://www.newarktoyotaworld.com"},
		{"www.willisford.com", "http://www.willisford.com"},
		{"willisford.com/menu", "http://willisford.com/menu"},
		{"//willisford.com", "http://willisford.com"},
		{"HTTPS://WWW.Example.COM/Menu", "https://www.example.com/Menu"},
		{"https://x.com:443/a?b=1#c", "https://x.com/a?b=1"},
		{"http://x.com:8080/", "http://x.com:8080"},
		{"http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"},
		{"127.0.0.1:8080/x", "http://127.0.0.1:8080/x"},
		{"http://joes-pizza.sample.test/", "http://joes-pizza.sample.test"},
		{"https://x.com/?utm_source=gz&id=7&fbclid=abc", "https://x.com/?id=7"},
		{"https://x.com/?utm_source=gz", "https://x.com"},
		{"https://café.example/", "https://xn--caf-dma.example"},
		{"http:/x.com", "http://x.com"},
		{"http//x.com", "http://x.com"},
		{"http:x.com", "http://x.com"},
		{"htp://x.com", "http://x.com"},
		{"ttps://x.com", "https://x.com"},
		{"http://http://x.com", "http://x.com"},
		{"http://https://x.com", "https://x.com"},
		{`https:\\x.com`, "https://x.com"},
		{" <www.x.com> ", "http://www.x.com"},
		{"none; www.b.com", "http://www.b.com"},
		{"http://a.com;http://b.com", "http://a.com"},
		{"www.a.com, www.b.com", "http://www.a.com"},
		{"Visit www.a.com", "http://www.a.com"},
		{"http://localhost:9/x", "http://localhost:9/x"},
		{"", ""},
		{"none", ""},
		{"n/a", ""},
		{"no", ""},
		{"-", ""},
		{"http://", ""},
		{"http://www", ""},
		{"www.com", ""},
		{"info@x.com", ""},
		{"mailto:info@x.com", ""},
		{"javascript:void(0)", ""},
		{"ftp://x.com", ""},
		{"tel:3027375771", ""},
		{"index.html", ""},
		{"9.30", ""},
		{"http://1.2.3", ""},
		{"http://user:pw@x.com", ""},
		{"http://a..b.com", ""},
		{"http://ex ample", ""},
	} {
		got, ok := Website(c.raw)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Website(%q) = %q, %v, want %q", c.raw, got, ok, c.want)
		}
	}
}

func TestDomainAndHost(t *testing.T) {
	for _, c := range []struct{ raw, host, domain string }{
		{"http://www.joes.com/menu", "joes.com", "joes.com"},
		{"https://shop.joes.co.uk:8443", "shop.joes.co.uk", "joes.co.uk"},
		{"joes.wixsite.com/home", "joes.wixsite.com", "joes.wixsite.com"},
		{"http://joes.sample.test", "joes.sample.test", "joes.sample.test"},
		{"http://www.joes.sample.test", "joes.sample.test", "joes.sample.test"},
		{"http://127.0.0.1:80/", "127.0.0.1", "127.0.0.1"},
		{"http://[::1]:80/", "::1", "::1"},
		{"WWW.JOES.COM", "joes.com", "joes.com"},
		{"http://com", "com", ""},
		{"", "", ""},
		{"::", "", ""},
	} {
		if got := Host(c.raw); got != c.host {
			t.Errorf("Host(%q) = %q, want %q", c.raw, got, c.host)
		}
		if got := Domain(c.raw); got != c.domain {
			t.Errorf("Domain(%q) = %q, want %q", c.raw, got, c.domain)
		}
	}
	if got := Domain("info@mail.joes.com"); got != "joes.com" {
		t.Errorf("the domain of an email is %q", got)
	}
}

func TestSharedHosts(t *testing.T) {
	for website, want := range map[string]bool{
		"https://www.facebook.com/joes": true, "https://m.facebook.com/joes": true, "https://joes.com": false,
		"https://maps.google.com/x": true, "https://joes.wixsite.com": false, "": false,
	} {
		if got := SharedHost(website); got != want {
			t.Errorf("SharedHost(%q) = %v", website, got)
		}
	}
}

func TestSocial(t *testing.T) {
	for _, c := range []struct{ raw, network, profile string }{
		{"https://www.facebook.com/JoesPizza/?ref=hl", "facebook", "https://www.facebook.com/JoesPizza"},
		{"m.facebook.com/JoesPizza", "facebook", "https://www.facebook.com/JoesPizza"},
		{"https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.instagram.com%2Fjoes%2F&h=x", "instagram", "https://www.instagram.com/joes"},
		{"https://www.facebook.com/profile.php?id=1000&sk=about", "facebook", "https://www.facebook.com/profile.php?id=1000"},
		{"http://twitter.com/joes", "x", "https://x.com/joes"},
		{"https://de.linkedin.com/company/joes", "linkedin", "https://www.linkedin.com/company/joes"},
		{"https://www.facebook.com/", "", ""},
		{"https://www.facebook.com/sharer/sharer.php?u=x", "", ""},
		{"https://twitter.com/intent/tweet?text=x", "", ""},
		{"https://www.linkedin.com/shareArticle?mini=true", "", ""},
		{"https://www.pinterest.com/pin/create/button/", "", ""},
		{"https://www.facebook.com/wix", "", ""},
		{"https://www.facebook.com/profile.php", "", ""},
		{"https://joes.com/facebook", "", ""},
		{"", "", ""},
	} {
		network, profile, ok := Social(c.raw)
		if network != c.network || profile != c.profile || ok != (c.profile != "") {
			t.Errorf("Social(%q) = %q %q %v, want %q %q", c.raw, network, profile, ok, c.network, c.profile)
		}
	}
}

func TestSocialHandle(t *testing.T) {
	for _, c := range []struct{ network, raw, want string }{
		{"facebook", "JoesPizza", "https://www.facebook.com/JoesPizza"},
		{"twitter", "@joes", "https://x.com/joes"},
		{"x", "https://twitter.com/joes", "https://x.com/joes"},
		{"youtube", "joes", "https://www.youtube.com/@joes"},
		{"facebook", "https://www.instagram.com/joes", ""},
		{"facebook", "www.joes.com", ""},
		{"facebook", "two words", ""},
		{"myspace", "joes", ""},
	} {
		got, ok := SocialHandle(c.network, c.raw)
		if ok != (c.want != "") || ok && got != c.want {
			t.Errorf("SocialHandle(%q, %q) = %q, %v, want %q", c.network, c.raw, got, ok, c.want)
		}
	}
}

func FuzzWebsite(f *testing.F) {
	for _, s := range []string{"www.a.com", "http://a.com:80/%zz", "https://é.com/ü?x=1&utm_id=2", "a;b.com", "http://[::1]/", "http://http:/x.com"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		website, ok := Website(raw)
		if !ok {
			return
		}
		again, ok := Website(website)
		if !ok || again != website {
			t.Fatalf("Website(%q) = %q, read again %q, %v", raw, website, again, ok)
		}
		if Host(website) == "" {
			t.Fatalf("Website(%q) = %q has no host", raw, website)
		}
		Domain(raw)
		Social(raw)
	})
}

func TestASocialNetworkIsASharedHost(t *testing.T) {
	for domain := range networks {
		if !SharedDomain(domain) {
			t.Errorf("%s is a network, and not shared", domain)
		}
	}
}
