package screen

import (
	"letip/app/widget"
	"letip/store/entity"
)

// FirstSteps are the buttons of an empty database: search for real, or look around in the sample.
func (r *Room) FirstSteps() []*widget.Button {
	return []*widget.Button{
		widget.NewButton(L("Find businesses"), widget.Primary, func() { r.Shell.Go(Find) }),
		widget.NewButton(L("Try the sample territory"), widget.Secondary, r.TrySample),
	}
}

// TrySample fills the find form so that one more click shows the whole program without a network.
func (r *Room) TrySample() {
	r.Shell.Search(entity.Search{
		Query: r.Facts.Sample, Radius: r.Facts.DefaultRadius, Max: r.Facts.MaxResults, Sources: []string{SampleSource},
	}, false)
}

// SampleSource is the source that serves the sample territory.
const SampleSource = "sample"
