/* Conditions that a person writes, compiled by SQLite under guard. */
#include <config.h>
#include "clean-private.h"

#include <glib/gi18n.h>

char *
seg_expression_sql (SegStepRun *run, const char *expression, gboolean not, GError **error)
{
	(void) run;
	(void) not;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, "%s", expression);
	return NULL;
}
