/* What the two files of the merge share. */
#ifndef SEG_STEP_MERGE_H
#define SEG_STEP_MERGE_H

#include "clean-private.h"

/* A user's trait, in a form in which equal means alike. */
typedef struct {
	guint8  digest[16];
	guint32 row;
} SegMark;

/* Users in the order of their ids, and who is the same person as whom. */
typedef struct {
	gsize    n;
	gint64  *ids;
	guint32 *parents;
	gsize    n_crowds; /* groups too large to be a person */
} SegAlike;

gboolean   seg_merge_read_users (SegStepRun *run, SegAlike *alike, GError **error);
void       seg_alike_clear (SegAlike *alike);
/** The columns of a trait, "phone" or "name+city": of const SegAttribute*. SEG_ERROR_USAGE. */
GPtrArray *seg_merge_columns (SegStepRun *run, const char *trait, GError **error);
/** The marks of the users who have all columns of the trait. */
gboolean   seg_merge_read_marks (SegStepRun *run, const char *trait, const SegAlike *alike, SegMark *marks, gsize *n, GError **error);
/** Shows the first groups to the witness. */
gboolean   seg_merge_witness (SegStepRun *run, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SegAlike, seg_alike_clear)

#endif
