/* Options that several kinds of steps have, so that they are called the same everywhere. */
#ifndef SEG_STEP_OPTIONS_H
#define SEG_STEP_OPTIONS_H

#include "clean-private.h"

#include <glib/gi18n.h>

#define SEG_TYPES(type) (1u << SEG_TYPE_##type)
#define SEG_TYPES_NUMBERS (SEG_TYPES (NUMBER) | SEG_TYPES (DATE))
#define SEG_TYPES_WORDS (SEG_TYPES (TEXT) | SEG_TYPES (CATEGORY))

extern const char *const seg_of_users_items[], *const seg_of_users_items_labels[];
extern const char *const seg_of_all[], *const seg_of_all_labels[];
extern const char *const seg_beyond[], *const seg_beyond_labels[];

#define SEG_OPTION_OF_USERS_ITEMS \
	{ .name = "of", .label = N_("Of"), .help = N_("users or items"), .type = SEG_STEP_CHOICE, .standard = "users", \
	  .choices = seg_of_users_items, .choice_labels = seg_of_users_items_labels }
#define SEG_OPTION_BEYOND(condition) \
	{ .name = "beyond", .label = N_("Outlier"), .help = N_("what is an outlier: beyond fences around the quartiles, a robust z-score, or quantiles"), \
	  .type = SEG_STEP_CHOICE, .standard = "fences", .choices = seg_beyond, .choice_labels = seg_beyond_labels, .when = condition }
#define SEG_OPTION_LIMIT(condition) \
	{ .name = "limit", .label = N_("Limit"), \
	  .help = N_("distances of the quartiles (3), robust z-score (3.5), or share at each end (0.01)"), .type = SEG_STEP_NUMBER, \
	  .when = condition }

/** The values of an option of several, "a, b and c". Free with g_free(). */
char *seg_step_list_words (const SegStep *step, const char *option);
/** "beyond 3 distances of the quartiles". Free with g_free(). */
char *seg_step_beyond_words (const SegStep *step);
/** Whether the limit suits the way. SEG_ERROR_USAGE. */
gboolean seg_step_check_limit (SegStepRun *run, GError **error);
/** Whether a person's text reads as a value of the attribute. SEG_ERROR_USAGE. */
gboolean seg_step_check_value (const SegAttribute *attribute, const char *text, GError **error);
/** Binds a person's text as a value of the attribute. */
gboolean seg_step_bind_value (SegStatement *statement, const char *parameter, const SegAttribute *attribute, const char *text,
                              GError **error);

/** A text in the form in which spellings are compared: width and case folded, spaces single. Free with g_free(). */
char *seg_text_fold (const char *text);

/** Fills clean_cell from the nearest rows (step_fill_nearest.c). */
gboolean seg_fill_nearest (SegStepRun *run, const SegAttribute *attribute, GError **error);
gboolean seg_fill_nearest_check (SegStepRun *run, GError **error);

#endif
