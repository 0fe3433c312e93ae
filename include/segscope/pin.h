/* Pins: users whom a person wants in a segment, or not in it, whatever the clustering says, until a day or until it is taken off. */
#ifndef SEGSCOPE_PIN_H
#define SEGSCOPE_PIN_H

#include <segscope/segment.h>

G_BEGIN_DECLS

typedef struct {
	gint64   segmentation_id, segment_id, user_id;
	char    *segmentation, *segment; /* names */
	guint    colour;
	char    *user;     /* key */
	gboolean in;       /* else out */
	char    *note;
	gint64   until;    /* from then on it does not hold; 0: no end */
	gint64   pinned_at;
	char    *without;  /* the segment the user would be in; NULL: none */
} SegPin;

void seg_pin_free (SegPin *pin);

/**
 * Pins @user_id in segment @segment_id, or out of it (then the user is in no segment, unless another pin says which, or would not have been
 * in this one anyway). A pin for the same segment gives way; so does one in another segment of the segmentation when this one is in.
 * @until: 0 or an instant to come. One transaction, audited. FALSE with SEG_ERROR_ARGUMENT (the past), SEG_ERROR_NOT_FOUND.
 */
gboolean seg_pin_put (SegWorkspace *workspace, gint64 segment_id, gint64 user_id, gboolean in, const char *note, gint64 until, GError **error);
/** Takes pins off: of @user_id in the segmentation of @segment_id the one for this segment. SEG_ERROR_NOT_FOUND: there is none. */
gboolean seg_pin_remove (SegWorkspace *workspace, gint64 segment_id, gint64 user_id, GError **error);

/** Pins of segmentation @segmentation_id (0: of all), of @user_id (0: everyone), by segment and key: GPtrArray of SegPin*, owned. */
GPtrArray *seg_pins (SegWorkspace *workspace, gint64 segmentation_id, gint64 user_id, GError **error);
/** "in "Loyal" until 2026-12-31: asked for it". Free with g_free(). */
char      *seg_pin_words (const SegPin *pin);

/** Takes off the pins that have ended by @now (0: the time it is), in all segmentations. @n: (out) how many, or NULL. One transaction where
 * there are any. Called before anything is made of segments. */
gboolean   seg_pins_expire (SegWorkspace *workspace, gint64 now, guint *n, GError **error);
/** How many have ended by now and were not taken off yet. */
gboolean   seg_pins_count_ended (SegWorkspace *workspace, guint *n, GError **error);

/* For whoever changes who is in segments, in its transaction: memberships as without pins; then with them again (sizes are counted). */
gboolean   seg_pins_lift (SegWorkspace *workspace, gint64 segmentation_id, GError **error);
gboolean   seg_pins_apply (SegWorkspace *workspace, gint64 segmentation_id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegPin, seg_pin_free)

G_END_DECLS

#endif
