/* Experiments that were run elsewhere, taken in as campaigns: who was in which arm stands in files of results. */
#ifndef SEGSCOPE_TAKE_IN_H
#define SEGSCOPE_TAKE_IN_H

#include <segscope/job.h>
#include <segscope/workspace.h>

G_BEGIN_DECLS

typedef struct {
	const char *name;     /* of the campaign that is made */
	const char *results;  /* what the files of results call it; NULL: the only ones that have variants */
	const char *control;  /* the variant of those held back, "No E-Mail"; the others are the arms */
	const char *goal;     /* NULL: of converted, redeemed, visited, clicked, opened the first that the results have, else purchase */
	guint       days;     /* 0: 14 */
	const char *channel;  /* NULL: email */
	gint64      went_out; /* UTC seconds; 0: the time of the first row, or of the import where rows have none */
	double      planned;  /* share that was to be held back, 0..0.9; 0: as it came out, so that a lost part of an arm is not noticed */
} SegTakeIn;

/**
 * Arms are named as their variants; whoever stands in several is left out (@n_left_out, or NULL), as are users whom cleaning leaves out. People are in their segments of
 * the newest segmentation. The campaign counts as having gone out: its people were contacted. One transaction, audited.
 * Returns the id; 0 with SEG_ERROR_ARGUMENT (name, no such results, no such variant: lists those there are) or SEG_ERROR_CANCELLED.
 */
gint64 seg_campaign_take_in (SegWorkspace *workspace, const SegTakeIn *wanted, gint64 *n_left_out, SegJob *job, GError **error);

/* A variant in files of results that are no campaign of the workspace yet. */
typedef struct {
	char  *results, *name;
	gint64 n; /* people */
} SegTakeInVariant;

void       seg_take_in_variant_free (gpointer variant);
/** GPtrArray of SegTakeInVariant*, owned, by the name of the results. */
GPtrArray *seg_take_in_variants (SegWorkspace *workspace, GError **error);

G_END_DECLS

#endif
