/* What would remove a problem: a step of the cleaning recipe, with what it would change. Some have none: they must be mended where
 * the data come from. */
#include <config.h>
#include "prepare-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

void
seg_quality_fixes (SegQualityReport *report)
{
	(void) report;
}
