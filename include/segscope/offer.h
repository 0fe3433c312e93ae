/* What campaigns offer: a catalogue that people keep, with cost and terms. */
#ifndef SEGSCOPE_OFFER_H
#define SEGSCOPE_OFFER_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

typedef struct {
	gint64   id;
	char    *name;
	char    *kind;     /* one of seg_offer_kinds() */
	char    *text;     /* what the person reads: "20 % off until Sunday"; the field {offer} of messages */
	double   cost;     /* for each person who takes it, >= 0 */
	char    *terms;
	gboolean archived; /* not proposed any more */
	gint64   changed_at;
	GPtrArray *item_keys, *item_titles; /* of char*: what it is about; whoever has all of them is left out of its campaigns */
	gint64   n_campaigns; /* that offer it */
} SegOffer;

typedef struct {
	const char *name, *label; /* "free-trial"; translatable */
} SegOfferKind;

const SegOfferKind *seg_offer_kinds (gsize *n);
/** Translated; an unknown kind is its own label. */
const char         *seg_offer_kind_label (const char *kind);

/** An empty one: a coupon without cost. */
SegOffer  *seg_offer_new (const char *name);
void       seg_offer_free (SegOffer *offer);
/** All, in order of name, those put away last: GPtrArray of SegOffer*, owned; NULL with @error. */
GPtrArray *seg_offers (SegWorkspace *workspace, GError **error);
/** By name, in any case. NULL with SEG_ERROR_NOT_FOUND (lists those there are). */
SegOffer  *seg_offer_load (SegWorkspace *workspace, const char *name, GError **error);
SegOffer  *seg_offer_load_id (SegWorkspace *workspace, gint64 id, GError **error);
/**
 * Keeps @offer: a new one where its id is 0. One transaction, audited. Returns the id, or 0 with SEG_ERROR_ARGUMENT (name empty or taken,
 * unknown kind, cost below 0) or SEG_ERROR_NOT_FOUND (no such item).
 */
gint64     seg_offer_save (SegWorkspace *workspace, const SegOffer *offer, GError **error);
/** SEG_ERROR_ARGUMENT while a campaign offers it (names it): put it away instead. */
gboolean   seg_offer_delete (SegWorkspace *workspace, gint64 id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegOffer, seg_offer_free)

G_END_DECLS

#endif
