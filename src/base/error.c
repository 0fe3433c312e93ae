#include <config.h>
#include <segscope/error.h>

G_DEFINE_QUARK (seg-error-quark, seg_error)

int
seg_error_exit_status (const GError *error)
{
	if (error == NULL)
		return 0;
	if (error->domain == G_OPTION_ERROR || g_error_matches (error, SEG_ERROR, SEG_ERROR_USAGE))
		return 2;
	if (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
		return 3;
	return 1;
}
