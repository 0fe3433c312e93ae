/* The persona card of a segment: a name in two languages, facts each with the number it comes from, keywords, and what to do about these people
 * by the playbook. All of it is proposed from the profile, and all of it can be written anew. */
#ifndef SEGSCOPE_PERSONA_H
#define SEGSCOPE_PERSONA_H

#include <segscope/playbook.h>

G_BEGIN_DECLS

/* One text of the card. */
typedef struct {
	char    *part;      /* "name" (English), "name_zh", "story", "fact:COLUMN", "keywords", "play", "action", "offer", "channel" */
	char    *label;     /* what it is, in words */
	char    *text;      /* as it is to be shown */
	char    *proposed;  /* what the program says; NULL: it says nothing, the text is a person's alone */
	gboolean edited;    /* a person wrote it */
	char    *source;    /* where its numbers come from, in words: feature, means, how many; NULL: nothing to trace */
	char    *filter;    /* the users behind the number; NULL: the segment */
} SegPersonaPart;

typedef struct {
	gint64     segment_id;
	guint      play;    /* number in the playbook, from 1; 0: none applies */
	gboolean   play_chosen; /* a person chose it */
	char      *because; /* the figures that made the play apply, in words */
	GPtrArray *parts;   /* of SegPersonaPart*, in the order of the card; facts that a person took off are not there */
	guint      n_edited;
} SegPersona;

/** The card of segment number @number (from 0) of @segmentation, whose profile is @profile. */
SegPersona *seg_persona (SegWorkspace *workspace, const SegSegmentation *segmentation, guint number, const SegProfile *profile, GError **error);
void        seg_persona_free (SegPersona *persona);
/** Borrowed, or NULL. */
const SegPersonaPart *seg_persona_part (const SegPersona *persona, const char *part);

/**
 * Writes @text in place of what is proposed for @part; NULL: as proposed again. A fact with "" is not told. A new fact: "fact:" and any
 * word that no other has. "play" takes the name or number of a play. An edit of the history.
 * FALSE with SEG_ERROR_USAGE (no such part), SEG_ERROR_NOT_FOUND (no such play).
 */
gboolean seg_persona_write (SegWorkspace *workspace, gint64 segment_id, const char *part, const char *text, GError **error);
/** Everything as proposed again. */
gboolean seg_persona_reset (SegWorkspace *workspace, gint64 segment_id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegPersona, seg_persona_free)

G_END_DECLS

#endif
