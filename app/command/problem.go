package command

import (
	"context"
	"errors"
	"strings"

	"letip/scrape"
	"letip/scrape/fetch"
	"letip/store"
	"letip/store/entity"
	"letip/store/exchange"
)

// problem is what went wrong, for a person and for a script.
type problem struct {
	exit int
	body errorBody
}

// problemOf reads an error: its class of SPEC section 5, its sentence, and what else belongs to it. What was asked for
// wrongly is bad-query, as Overpass's own refusal of a question is; a directory in use is busy.
func problemOf(err error) problem {
	p := problem{exitFailed, errorBody{Class: string(fetch.ClassInternal), Message: sentence(err), Candidates: []candidate{}}}
	bad := func(exit int) problem {
		p.exit, p.body.Class = exit, string(fetch.ClassBadQuery)
		return p
	}
	if e, ok := errors.AsType[*scrape.AmbiguousError](err); ok {
		p.body.Message = e.Error()
		p.body.Candidates = listOf(e.Candidates, candidateForm)
		return bad(exitUsage)
	}
	if e, ok := errors.AsType[*scrape.UsageError](err); ok {
		p.body.Message = e.Message
		return bad(exitUsage)
	}
	if e, ok := errors.AsType[*fetch.Error](err); ok {
		p.body.Class, p.body.Message, p.body.URL = string(e.Class), e.Message, known(e.URL)
		return p
	}
	if e, ok := errors.AsType[*exchange.MappingError](err); ok {
		if e.Asked {
			return bad(exitUsage)
		}
		return bad(exitFailed)
	}
	switch {
	case errors.As(err, new(*exchange.FormatError)):
		p.body.Class = string(fetch.ClassNotExpectedType)
	case errors.As(err, new(*usageError)), errors.Is(err, store.ErrBadRequest), errors.As(err, new(*exchange.UnknownColumnError)),
		errors.As(err, new(*exchange.UnknownPresetError)), errors.As(err, new(*exchange.BadColumnsError)),
		errors.As(err, new(entity.FieldErrors)):
		return bad(exitUsage)
	case errors.As(err, new(*exchange.FileError)), errors.As(err, new(*scrape.NoPlaceError)), errors.Is(err, store.ErrNotFound), errors.As(err, new(*store.JobStateError)):
		return bad(exitFailed)
	case errors.Is(err, store.ErrLocked):
		p.body.Class = string(fetch.ClassBusy)
	case errors.Is(err, context.Canceled):
		p.body.Class = string(fetch.ClassCancelled)
		p.body.Message = "Interrupted. What was saved before stays."
	}
	return p
}

// sentence is an error's text as a person reads it: it begins with a capital and ends with a full stop.
func sentence(err error) string {
	text := strings.TrimSpace(err.Error())
	if text == "" {
		return "Something went wrong."
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}
