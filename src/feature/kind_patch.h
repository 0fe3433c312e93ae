/* What kind a purchase is may have changed since the copy of events by user was made, as refunds of later files take it back: such events are
 * found in the copy by what they say, for events that say the same are the same to every feature. */
#ifndef SEG_FEATURE_KIND_PATCH_H
#define SEG_FEATURE_KIND_PATCH_H

#include "feature-private.h"

#define SEG_MOST_KIND_ID 65535

/* An event that is of another kind now, by what it says. */
typedef struct {
	gsize   user; /* number */
	gint64  at;
	guint64 order;
	guint32 item, text_length;
	double  amount, quantity, rating, seconds; /* NAN: none */
	guint16 old, new;
} SegKindPatch;

/** SegEventKind.kind by event_kind.id, up to SEG_MOST_KIND_ID; G_MAXUINT16: there is none. Free with g_free(). */
guint16 *seg_kinds_by_id (const SegFeatureContext *context);

/**
 * Looks for events of the users of @behaviour that its copy has with another kind.
 *
 * @kinds: of seg_kinds_by_id(). @patches: gets SegKindPatch, by user. @whole: (out) FALSE where it cannot be known what has changed, so that the
 * copy is of no use. FALSE with @error.
 */
gboolean seg_kind_patches_find (const SegBehaviour *behaviour, const SegFeatureContext *context, const guint16 *kinds, GArray *patches, gboolean *whole,
                                GError **error);
/** Puts them right in the columns of @view, which has users number @first to @last - 1, what the copy has of each first. FALSE: one is not there. */
gboolean seg_kind_patches_apply (const GArray *patches, const SegEventCopy *copy, SegBehaviour *view, gsize first, gsize last);

#endif
