/* The parts of the components screen: the answer in words, the loadings of a component, users and features in the plane of two. */
#include <config.h>
#include "components.h"

#include <segscope/figure.h>

#include <glib/gi18n.h>

int
seg_components_draw_words (const SegComponents *components, SegCells *cells, SegRect rect)
{
	gsize n_keep = components->analysis->n_keep, n = components->matrix->n_columns;
	double share = 0;
	g_autofree char *share_text = NULL, *text = NULL;

	for (gsize i = 0; i < n_keep; i++)
		share += components->pca->shares[i];
	share_text = seg_format_share (share);
	if (n_keep == 0)
		text = g_strdup_printf (_("None stands out: these %zu columns are as independent as random numbers. Look at each by itself."), n);
	else
		text = g_strdup_printf (ngettext ("%zu component is worth keeping: it stands above 95 of 100 sets of random numbers and says %s of what "
		                                  "varies in %zu columns.",
		                                  "%zu components are worth keeping: they stand above 95 of 100 sets of random numbers and say %s of what "
		                                  "varies in %zu columns.", (gulong) n_keep), n_keep, share_text, n);
	return seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, text);
}

SegPlot *
seg_components_loadings (const SegComponents *components, gsize component)
{
	g_autofree char *title = g_strdup_printf (_("Component %zu: how each column enters"), component + 1);

	return seg_figure_weights (title, components->pca->loadings, component, components->matrix->columns);
}

SegPlot *
seg_components_plane (const SegComponents *components, gsize component, GError **error)
{
	SegPlane plane = { components->pca->loadings, components->pca->scores, components->matrix->columns, components->labels, components->segmentation,
		               (const char *const *) components->words };
	gsize second = seg_figure_plane_other (&plane, component);
	g_autofree char *title = components->segmentation != NULL
		? g_strdup_printf (_("To the right component %zu, upwards component %zu; colours: the segments of \"%s\""), component + 1, second + 1,
		                   components->segmentation->name)
		: g_strdup_printf (_("To the right component %zu, upwards component %zu; each dot is a user"), component + 1, second + 1);

	return seg_figure_plane (title, &plane, component, error);
}
