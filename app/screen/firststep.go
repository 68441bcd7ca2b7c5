package screen

import (
	"slices"

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
// Settings shows the sample as switched on from then on.
func (r *Room) TrySample() {
	if s, ok := r.Desk.KnownSettings(); ok && !slices.Contains(s.Sources, SampleSource) {
		s.Sources = append(slices.Clone(s.Sources), SampleSource)
		r.Desk.SaveSettings.Go(s, func(_ struct{}, err error) { r.Report(L("The setting was not kept"), err) })
	}
	r.Shell.Search(entity.Search{
		Query: r.Facts.Sample, Radius: r.Facts.DefaultRadius, Max: r.Facts.MaxResults, Sources: []string{SampleSource},
	}, false)
}

// SampleSource is the source that serves the sample territory.
const SampleSource = "sample"
