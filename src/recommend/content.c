/* What items and users are. */
#include <config.h>
#include "recommend-private.h"

struct SegContent {
	gsize n_terms;
};

gboolean
seg_content_load (SegWorkspace *workspace, SegInteractions *interactions, SegJob *job, GError **error)
{
	(void) workspace, (void) interactions, (void) job, (void) error;
	return TRUE;
}

void
seg_content_free (SegContent *content)
{
	g_free (content);
}
