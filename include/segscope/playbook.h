/* The playbook: what to do for which kind of segment. Plays stand in order; the first whose condition a segment meets is suggested. The
 * program's own are translated until a person changes them. */
#ifndef SEGSCOPE_PLAYBOOK_H
#define SEGSCOPE_PLAYBOOK_H

#include <segscope/habits.h>

G_BEGIN_DECLS

typedef struct {
	char    *built_in;  /* name of the program's own play: "champions"; NULL: a person's */
	char    *name, *condition, *action, *offer, *channel; /* condition "": always */
	gboolean enabled;
	gboolean edited;    /* a person changed or wrote it */
} SegPlay;

SegPlay *seg_play_new (const char *name, const char *condition, const char *action, const char *offer, const char *channel);
void     seg_play_free (SegPlay *play);

/** "built in", "edited", "your own" or "off", translated. */
const char *seg_play_state (const SegPlay *play);

/** All plays in order: GPtrArray of SegPlay*, owned. */
GPtrArray *seg_playbook (SegWorkspace *workspace, GError **error);
/** Play number @number, from 1, or the one of that name. Borrowed; NULL with SEG_ERROR_NOT_FOUND, which lists them. @number: (out) or NULL. */
const SegPlay *seg_playbook_find (const GPtrArray *plays, const char *name, guint *number, GError **error);

/* Changes, each an edit of the history. Numbers count from 1. FALSE with SEG_ERROR_ARGUMENT: no name, or a condition that is none. */
/** @field: "name", "condition", "action", "offer", "channel"; @text NULL: as built in again. */
gboolean seg_playbook_change (SegWorkspace *workspace, guint number, const char *field, const char *text, GError **error);
/** All five fields of play @number as built in again, in one edit. */
gboolean seg_playbook_take_built_in (SegWorkspace *workspace, guint number, GError **error);
/** Before play @number; one more than there are: at the end. */
gboolean seg_playbook_add (SegWorkspace *workspace, guint number, const SegPlay *play, GError **error);
gboolean seg_playbook_remove (SegWorkspace *workspace, guint number, GError **error);
gboolean seg_playbook_move (SegWorkspace *workspace, guint from, guint to, GError **error);
gboolean seg_playbook_enable (SegWorkspace *workspace, guint number, gboolean enabled, GError **error);
/** As built in, without anything a person wrote. */
gboolean seg_playbook_reset (SegWorkspace *workspace, GError **error);

/** Writes all plays to a text file that people can edit (a key file); audited. */
gboolean seg_playbook_export (SegWorkspace *workspace, const char *path, GError **error);
/** Takes the plays of such a file in place of all there are. SEG_ERROR_DATA says which play is wrong and how; nothing is changed then. */
gboolean seg_playbook_import (SegWorkspace *workspace, const char *path, guint *n, GError **error);

/* Conditions -------------------------------------------------------------------------------------------------------- */

/* Conditions speak of figures of a segment: WHAT MEASURE OPERATOR NUMBER, joined by and, or:
 *     recency index < 70 and value index > 150
 * WHAT: a feature by its name ("orders"), or what it is about: recency, frequency, value, order value, discount, completion, activity, tenure,
 * refunds, variety, price, learning (the first of some features that is there); users, revenue, events.
 * MEASURE: index (100: as everyone), mean, median, effect (deviations from everyone); of users, revenue and events: share (0..1, or with %),
 * index (share against the share of users).
 */

/* One part of a condition, asked of a segment. */
typedef struct {
	char    *text;      /* as written: "recency index < 70" */
	const SegProfileFeature *feature; /* that was asked, borrowed; NULL: none */
	char    *words;     /* "Days since last purchase: index 14" */
	double   value;     /* NAN: the data do not say */
	double   threshold;
	gboolean holds;
} SegPlayTest;

/** FALSE with SEG_ERROR_ARGUMENT, which says what is wrong. "" is fine. */
gboolean   seg_play_check (const char *condition, GError **error);
/** Asks @condition of the segment with @profile. @tests: (out) GPtrArray of SegPlayTest*, owned: those of the alternative that holds, else of the
 * first; NULL to skip. What the data do not say does not hold. */
gboolean   seg_play_applies (const char *condition, const SegProfile *profile, GPtrArray **tests);
/** The number of the first enabled play that applies, from 1; 0: none. */
guint      seg_playbook_choose (const GPtrArray *plays, const SegProfile *profile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegPlay, seg_play_free)

G_END_DECLS

#endif
