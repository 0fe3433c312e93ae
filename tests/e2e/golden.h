/* Golden screens: which there are, and how a screen is written down. */
#ifndef SEG_TEST_GOLDEN_H
#define SEG_TEST_GOLDEN_H

#include "terminal.h"

/* Besides those of routes.c, which lead to every screen: what opens in front of screens, and screens in another state. */
typedef struct {
	const char *name;
	const char *keys; /* from any screen of the rail */
	const char *back; /* what to press afterwards besides Esc, to leave all as it was; or NULL */
} Look;

extern const char golden_first[]; /* pressed first over demo.seg: clusters have been looked for, and the segments are those of the demo */
extern const Look golden_looks[]; /* over demo.seg; ends with name NULL */
extern const Look golden_later_looks[]; /* over later.seg */
extern const Look golden_crowds_looks[]; /* over crowds.seg */
extern const Look golden_empty_looks[]; /* over an empty workspace */

/** Whether the screen @view of routes.c is not looked at on its way there: it works too long, or a look shows more of it. */
gboolean golden_leaves_out (const char *view);

/** A folder with demo.seg, of routes_prepare_fresh(), and later.seg: the same when results of its campaign and new users have come in and its segments
 * have a second version; and crowds.seg, of a few users with nothing but attributes. Names and words that are kept in them are in @language. Freed with test_folder_remove(). */
char *golden_workspaces (const char *language);

/** What stands on the screen, with or without its colours as the sequences that a terminal understands, but without what differs from run to run:
 * days around today, durations and names of folders of tests stand as #. Free with g_free(). */
char *golden_picture (Terminal *terminal, int rows, int columns, gboolean colours);

/** Appends to @report in what rows @picture differs from the file @path, which the person may want to look at. TRUE: in none. With
 * SEGSCOPE_UPDATE_GOLDEN in the environment writes the file instead. */
gboolean golden_check (const char *path, const char *picture, GString *report);

#endif
