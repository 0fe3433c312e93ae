/* The expected outcome of one nasty file: NAME.expected beside NAME in tests/data/nasty; README.md there describes the form. */
#ifndef SEG_NASTY_CASE_H
#define SEG_NASTY_CASE_H

#include <glib.h>

/* One line of it. */
typedef struct {
	char      *word, *value; /* "rows", "read 3, loaded 2" */
	GPtrArray *lines;        /* of char*: the indented lines below it */
} NastyClaim;

typedef struct {
	char      *name;   /* "sep-line.csv" */
	GPtrArray *claims; /* of NastyClaim* */
} NastyCase;

/** Reads @path; fails the test when it has not the form. */
NastyCase  *nasty_case_read (const char *path);
void        nasty_case_free (NastyCase *nasty);
/** The value of the first claim @word, or NULL. */
const char *nasty_case_value (const NastyCase *nasty, const char *word);
/** All values of claims @word, ended by NULL. Free the array only. */
const char **nasty_case_values (const NastyCase *nasty, const char *word);

/** Writes files that are too large to be kept: "huge-field.csv". FALSE when @name is none of them. */
gboolean nasty_make (const char *name, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NastyCase, nasty_case_free)

#endif
