// Package osm finds businesses in OpenStreetMap: Nominatim says where a place is, Overpass what is around it.
//
// It needs a fetch.Client and the two servers' addresses, which a rep can change; with a gazetteer it knows towns and
// ZIP codes without asking. It promises at most one question in flight and one a second to each server, that an answer
// is read before it is believed (Overpass refuses with status 200, too), that every failure has a class of SPEC section
// 5 and a sentence for a person, and that the same question within 30 days is answered from the cache.
//
// It never asks on its own account: each request is a rep's explicit search. The data is (c) OpenStreetMap contributors
// under the ODbL 1.0; whatever shows it must show that.
package osm
