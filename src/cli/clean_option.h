/* The options of cleaning steps on the command line, made from the tables of steps. */
#ifndef SEG_CLEAN_OPTION_H
#define SEG_CLEAN_OPTION_H

#include "cli.h"

#include <segscope/clean.h>

#define SEG_CLEAN_OPTIONS_MOST 64

/* One name that kinds of steps use, and what was given for it. */
typedef struct {
	const char *name;
	gboolean    is_flag;
	gboolean    flag;
	char      **values;
	char       *help;
} SegCleanOption;

typedef struct {
	SegCleanOption options[SEG_CLEAN_OPTIONS_MOST];
	gsize          n;
} SegCleanOptions;

/** Gathers the options of all kinds and adds their entries at @entries[@at]; returns the number of entries added. */
gsize    seg_clean_options_entries (SegCleanOptions *options, GOptionEntry *entries, gsize at);
void     seg_clean_options_clear (SegCleanOptions *options);
/** Whether any was given. */
gboolean seg_clean_options_given (const SegCleanOptions *options);
/** What was given for @name, which then counts as not given; NULL: nothing. Free with g_strfreev(). */
char   **seg_clean_options_take (SegCleanOptions *options, const char *name);
/** Gives @step what was said. SEG_ERROR_USAGE: an option that this kind does not have, or a wrong value. */
gboolean seg_clean_options_apply (const SegCleanOptions *options, SegStep *step, GError **error);
/** All kinds with their options, for --steps. */
void     seg_clean_options_print (const SegCommonOptions *common);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SegCleanOptions, seg_clean_options_clear)

#endif
