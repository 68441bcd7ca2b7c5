package query

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestA1_FieldOrderDoesNotMatter(t *testing.T) {
	equal(t, "flat", P(Params{"b": 2, "a": 1}), P(Params{"a": 1, "b": 2}))
	equal(t, "nested", P(Params{"x": Params{"b": 2, "a": Params{"d": 4, "c": 3}}}), P(Params{"x": Params{"a": Params{"c": 3, "d": 4}, "b": 2}}))
	equal(t, "text", P(Params{"b": 2, "a": 1}).String(), `[{"a":1,"b":2}]`)
}

func TestA2_PrimitivesKeepTheirKind(t *testing.T) {
	equal(t, "string", P("test").String(), `["test"]`)
	equal(t, "number", P(123).String(), `[123]`)
	equal(t, "null", P(nil).String(), `[null]`)
	if P(1) == P("1") {
		t.Error("1 is \"1\"")
	}
}

func TestA3_NilFieldIsMissingField(t *testing.T) {
	var none *int
	want := P("todos", Params{})
	equal(t, "nil", P("todos", Params{"filters": nil}), want)
	equal(t, "nil pointer", P("todos", Params{"filters": none}), want)
	equal(t, "nil params", P("todos", Params{"filters": Params(nil)}), want)
	equal(t, "match", P("todos", Params{"a": 1}).HasPrefix(P("todos", Params{"a": 1, "b": nil})), true)
	if P("todos", Params{"page": 0}) == want {
		t.Error("a zero value was dropped")
	}
	type filters struct {
		City string `json:"city,omitempty"`
		Page int    `json:"page"`
		Note string `json:"-"`
	}
	equal(t, "omitempty", P(ParamsOf(filters{Page: 0, Note: "x"})), P(Params{"page": 0}))
}

func TestA4_OrderOfListsMatters(t *testing.T) {
	if P([]int{1, 2}) == P([]int{2, 1}) || P(1, 2) == P(2, 1) {
		t.Error("order was lost")
	}
}

func TestA6_NothingCollides(t *testing.T) {
	epoch := time.Unix(0, 0).UTC()
	if P(epoch) == P(epoch.Format(time.RFC3339Nano)) || P(epoch) == P("1970-01-01T00:00:00.000Z") {
		t.Error("a time is its text")
	}
	if P(math.NaN()) == P(nil) {
		t.Error("NaN is null")
	}
	equal(t, "NaN", P(math.NaN()), P(math.NaN()))
	equal(t, "one instant", P(epoch), P(epoch.In(time.FixedZone("x", 3600))))
}

func TestA7_PrefixMatches(t *testing.T) {
	equal(t, "prefix", P(1, 2, 3).HasPrefix(P(1, 2)), true)
	equal(t, "other", P(1, 2, 3).HasPrefix(P(1, 3)), false)
}

func TestA8_EmptyPrefixMatchesAll(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		mustSet(t, c, K[int]("a"), 1)
		mustSet(t, c, K[int]("b", 2), 2)
		equal(t, "zero filter", len(c.Entries(Filter{})), 2)
		equal(t, "empty path", len(c.Entries(Filter{Prefix: P()})), 2)
	})
}

func TestA9_ParamsMatchAsSubsetsOneWay(t *testing.T) {
	have := P(Params{"a": Params{"x": 1, "y": 2}, "b": 2, "c": []any{Params{"d": 1, "e": 2}, 5}})
	for _, sub := range []Params{{"b": 2}, {"a": Params{"x": 1}}, {"c": []any{Params{"e": 2}}}, {}} {
		equal(t, P(sub).String(), have.HasPrefix(P(sub)), true)
	}
	for _, no := range []Params{{"a": Params{"x": 1, "y": 2}, "b": 2, "c": []any{Params{"d": 1, "e": 2}, 5}, "z": 1}, {"a": Params{"x": 2}}, {"c": []any{5}}} {
		equal(t, P(no).String(), have.HasPrefix(P(no)), false)
	}
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		mustSet(t, c, K[int]("b", Params{"city": "x", "page": 1}), 1)
		mustSet(t, c, K[int]("b", Params{"city": "y", "page": 1}), 1)
		equal(t, "in the cache", len(c.Entries(Filter{Prefix: P("b", Params{"city": "x"})})), 1)
	})
}

func TestA10_NullMatchesNoObject(t *testing.T) {
	object := Params{"a": Params{"b": "b"}, "c": "c"}
	withNull := Params{"a": Null, "c": "c"}
	for _, pair := range [][2]Path{
		{P(nil), P(object)},
		{P(object), P(nil)},
		{P(object), P(withNull)},
		{P(withNull), P(object)},
	} {
		equal(t, pair[0].String()+" by "+pair[1].String(), pair[0].HasPrefix(pair[1]), false)
	}
}

func TestA11_KindsMustMatch(t *testing.T) {
	equal(t, "1 by \"1\"", P("b", 1).HasPrefix(P("b", "1")), false)
	equal(t, "int kinds are one", P("b", int32(1)), P("b", uint8(1)))
}

func TestA12_LongerFilterMatchesNothing(t *testing.T) {
	equal(t, "with a nil at the end", P("a").HasPrefix(P("a", nil)), false)
}

func TestA13_ExactComparesAll(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		mustSet(t, c, K[int](Params{"a": 1, "b": 2}), 1)
		equal(t, "partial", len(c.Entries(Filter{Prefix: P(Params{"a": 1})})), 1)
		equal(t, "exact", len(c.Entries(Filter{Prefix: P(Params{"a": 1}), Exact: true})), 0)
	})
}

func TestA14_WrappedKeyIsAnotherKey(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		mustSet(t, c, K[int]("a", 1), 1)
		equal(t, "wrapped", len(c.Entries(Filter{Prefix: P([]any{"a", 1})})), 0)
	})
}

func TestA15_GetIsExactFiltersAreNot(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, c *Client) {
		mustSet(t, c, K[int]("k", "id"), 1)
		_, ok := Get(c, K[int]("k"))
		equal(t, "get", ok, false)
		equal(t, "filter", len(c.Entries(Filter{Prefix: P("k")})), 1)
	})
}

// Any two lists of segments give one path exactly when they are the same list, and a path begins with each of its own
// beginnings.
func TestPathsAreCanonical(t *testing.T) {
	segment := rapid.OneOf(
		rapid.Int().AsAny(), rapid.String().AsAny(), rapid.Bool().AsAny(), rapid.Float64().AsAny(),
		rapid.Just[any](nil), rapid.MapOf(rapid.SampledFrom([]string{"a", "b", "page"}), rapid.Int().AsAny()).AsAny(),
		rapid.SliceOfN(rapid.Int(), 0, 3).AsAny())
	rapid.Check(t, func(t *rapid.T) {
		segs := rapid.SliceOfN(segment, 0, 4).Draw(t, "segments")
		for i, s := range segs {
			if l, ok := s.([]int); ok && l == nil {
				segs[i] = []int{}
			}
		}
		p := P(segs...)
		if p.Len() != len(segs) || len(p.Segments()) != len(segs) {
			t.Fatalf("%v has %d segments", segs, p.Len())
		}
		for n := range segs {
			if !p.HasPrefix(P(segs[:n]...)) || p.Head(n) != P(segs[:n]...) {
				t.Fatalf("%s does not begin with its first %d", p, n)
			}
		}
		other := rapid.SliceOfN(segment, 0, 4).Draw(t, "other")
		if q := P(other...); q == p && q.String() != p.String() {
			t.Fatalf("%s is %s", p, q)
		}
		if len(segs) > 0 && P(segs[:1]...).Append(segs[1:]...) != p {
			t.Fatalf("%s is not built piece by piece", p)
		}
	})
}
