package entity

// Stats is the dashboard: each figure equals its SQL over the leads that are not in the trash.
type Stats struct {
	Total, Enriched, Pending, Failed int // grouped by StatusGroups, so Total = Enriched + Pending + Failed
	WithEmail, WithPhone, DueToday   int
	ByStatus, ByCity, ByCategory     []NameCount // by count, then name; cities: the first 10; statuses: all 7
	BySource, ByStage                []NameCount
	AddedPerDay                      []DateCount // the last 30 local days, oldest first
}

// NameCount is one bar.
type NameCount struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// DateCount is one local day's bar.
type DateCount struct {
	Date  string `json:"date"` // 2006-01-02
	Count int    `json:"count"`
}
