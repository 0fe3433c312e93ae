/* Which command of the shell does what a command of the interface does: the interface teaches the command line. */
#ifndef SEG_EQUIVALENT_H
#define SEG_EQUIVALENT_H

#include <glib.h>

typedef struct {
	const char *name;    /* of the binding */
	const char *command; /* "segscope sweep @": @ is the workspace, words in capitals are to be filled in */
} SegEquivalent;

/* Ends with a row of NULL. */
extern const SegEquivalent seg_equivalents[];

/** @word for a shell: quoted where that is needed. Free with g_free(). */
char *seg_shell_word (const char *word);

/** The command for the workspace @path; NULL: there is none (movement, questions of the screen alone). Free with g_free(). */
char *seg_equivalent (const char *name, const char *path);

#endif
