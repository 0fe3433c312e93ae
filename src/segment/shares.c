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

gboolean
seg_shares_insert (SegStatement *statement, gint64 user_id, const gint64 *segment_ids, const double *shares, gsize k, GError **error)
{
	for (gsize c = 0; c < k; c++) {
		if (shares[c] < LEAST_SHARE)
			continue;
		seg_statement_bind_integer (statement, ":user", user_id);
		seg_statement_bind_integer (statement, ":segment", segment_ids[c]);
		seg_statement_bind_double (statement, ":share", shares[c]);
		if (!seg_statement_run (statement, error))
			return FALSE;
	}
	return TRUE;
}
