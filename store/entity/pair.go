package entity

// Pair is two businesses that may be one: it waits for a person's decision.
type Pair struct {
	A, B       BusinessID
	Confidence float64 // 0 to 1 that they are one
	Reasons    []string
}

// Likeness is a known business that what is being typed may be.
type Likeness struct {
	Business   Business
	Confidence float64
	Reasons    []string
	Sure       bool // it would merge by itself, were it not typed
}

// MergedPart is what went into a business and can be taken out again.
type MergedPart struct {
	// Lead is the business that was merged; zero where the part is a sighting of a source that was known to be this
	// business when it came.
	Lead       BusinessID
	Source     SourceRef // the sighting, where there is no lead
	Name       string
	Confidence float64
	Reasons    []string
}

// Merged is what a merge came to.
type Merged struct {
	Survivor BusinessID
	Gone     []BusinessID
	Step     int64 // the undo step
}
