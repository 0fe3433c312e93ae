/* What a person's team can work with: how many segments at most, how many users in each at least. */
#include <config.h>
#include "segment-private.h"

#include <segscope/run.h>

#define MOST "clusters.most_segments"
#define LEAST "clusters.least_users"

static gboolean
read_number (SegWorkspace *workspace, const char *name, guint64 most, guint64 *number, GError **error)
{
	g_autofree char *text = NULL;

	*number = 0;
	if (!seg_setting_read (workspace, name, &text, error))
		return FALSE;
	if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 0, most, number, NULL))
		*number = 0; /* not ours: as if it were not there */
	return TRUE;
}

gboolean
seg_limits_read (SegWorkspace *workspace, SegSweepOptions *options, GError **error)
{
	guint64 most, least;

	if (!read_number (workspace, MOST, G_MAXINT32, &most, error) || !read_number (workspace, LEAST, G_MAXINT64, &least, error))
		return FALSE;
	options->most_segments = (guint) most;
	options->least_users = (gsize) least;
	return TRUE;
}

static gboolean
write_number (SegWorkspace *workspace, const char *name, guint64 number, GError **error)
{
	g_autofree char *text = number > 0 ? g_strdup_printf ("%" G_GUINT64_FORMAT, number) : NULL;

	return seg_setting_write (workspace, name, text, error);
}

gboolean
seg_limits_write (SegWorkspace *workspace, guint most_segments, gsize least_users, GError **error)
{
	g_autofree char *detail = g_strdup_printf ("{\"most_segments\":%u,\"least_users\":%zu}", most_segments, least_users);
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);

	if (transaction == NULL || !write_number (workspace, MOST, most_segments, error) || !write_number (workspace, LEAST, least_users, error)
	    || !seg_audit_add (workspace, "limits", "segments", detail, error))
		return FALSE;
	return seg_transaction_commit (g_steal_pointer (&transaction), error);
}
