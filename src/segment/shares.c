/* Shares of users in segments that overlap, into the workspace. */
#include <config.h>
#include "segment-private.h"

#define LEAST_SHARE 0.01 /* less is not worth a row */

SegStatement *
seg_shares_prepare (SegWorkspace *workspace, gint64 segmentation_id, GError **error)
{
	SegStatement *statement = seg_workspace_prepare (workspace,
		"INSERT OR REPLACE INTO membership_share (segmentation_id, user_id, segment_id, share) VALUES (:segmentation, :user, :segment, :share)", error);

	if (statement != NULL)
		seg_statement_bind_integer (statement, ":segmentation", segmentation_id);
	return statement;
}

/* What a user has in the segment of label @c, with those of later labels of the same segment; 0 where an earlier one has them. */
static double
share_of (const gint64 *segment_ids, const double *shares, gsize k, gsize c)
{
	double share = 0;

	for (gsize i = 0; i < c; i++)
		if (segment_ids[i] == segment_ids[c])
			return 0;
	for (gsize i = c; i < k; i++)
		if (segment_ids[i] == segment_ids[c])
			share += shares[i];
	return share;
}

gboolean
seg_shares_insert (SegStatement *statement, gint64 user_id, const gint64 *segment_ids, const double *shares, gsize k, GError **error)
{
	for (gsize c = 0; c < k; c++) {
		double share = segment_ids[c] != 0 ? share_of (segment_ids, shares, k, c) : 0;

		if (share < LEAST_SHARE)
			continue;
		seg_statement_bind_integer (statement, ":user", user_id);
		seg_statement_bind_integer (statement, ":segment", segment_ids[c]);
		seg_statement_bind_double (statement, ":share", share);
		if (!seg_statement_run (statement, error))
			return FALSE;
	}
	return TRUE;
}
