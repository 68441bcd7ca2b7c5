package leads

import (
	"fmt"

	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// scoreNames are what a score is given for, as a rep would say it.
var scoreNames = map[entity.ScoreReason]string{
	entity.ScorePhone: "phone", entity.ScoreEmail: "email", entity.ScoreWebsite: "website", entity.ScoreAddress: "street address",
	entity.ScoreSocials: "social profiles", entity.ScoreHours: "opening hours", entity.ScoreNear: "nearby",
}

// scoreReasons says what the score is made of, and what there could be more.
func scoreReasons(b *entity.Business) (has, lacks string) {
	if b.DoNotContact {
		return screen.L("Nobody may contact it."), ""
	}
	for _, p := range b.ScoreParts() {
		name := screen.L(scoreNames[p.Reason])
		if p.Points > 0 {
			has = screen.Joined(" · ", has, fmt.Sprintf("%s %d", name, p.Points))
		}
		if rest := p.Most - p.Points; rest > 0 {
			lacks = screen.Joined(" · ", lacks, fmt.Sprintf("%s %d", name, rest))
		}
	}
	return has, lacks
}

// score shows the score with its reasons: the parts add up to it.
func (v *view) score(b *entity.Business) fyne.CanvasObject {
	if b.Score == nil {
		return gap(0)
	}
	has, lacks := scoreReasons(b)
	lines := []fyne.CanvasObject{widget.NewText(fmt.Sprintf(screen.L("%d of 100"), *b.Score), widget.StyleValue)}
	if has != "" {
		lines = append(lines, widget.NewParagraph(has, widget.StyleHint))
	}
	if lacks != "" {
		lines = append(lines, widget.NewParagraph(screen.L("Still to gain:")+" "+lacks, widget.StyleHint))
	}
	return labelled(screen.L("Score"), screen.Column(1, lines...))
}

func scoreCell(b *entity.Business) widget.Cell {
	if b.Score == nil {
		return none
	}
	has, _ := scoreReasons(b)
	return widget.Cell{Text: fmt.Sprint(*b.Score), Tip: has}
}
