/* What looking again and again comes to, in words. */
#include <config.h>
#include <segscope/learning.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

static char *
points (double difference)
{
	return seg_format_number (100 * difference, 1);
}

static const SegLook *
last_of_all (const GPtrArray *looks, guint *n)
{
	const SegLook *last = NULL;

	*n = 0;
	for (guint i = 0; i < looks->len; i++)
		if (((const SegLook *) looks->pdata[i])->arm == NULL) {
			last = looks->pdata[i];
			(*n)++;
		}
	return last;
}

GPtrArray *
seg_looks_words (const GPtrArray *looks, gboolean untrusted)
{
	GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
	guint n;
	const SegLook *last = last_of_all (looks, &n);
	g_autofree char *low = NULL, *high = NULL, *usual_low = NULL, *usual_high = NULL, *p = NULL, *count = NULL;

	if (last == NULL)
		return words;
	low = points (last->always.low);
	high = points (last->always.high);
	usual_low = points (last->share.interval.low);
	usual_high = points (last->share.interval.high);
	p = last->p < 0.0001 ? g_strdup ("< 0.0001") : seg_format_number (last->p, last->p < 0.01 ? 4 : 2);
	count = seg_format_integer (n);
	g_ptr_array_add (words, g_strdup_printf (ngettext ("Looked at %s time: the difference lies between %s and %s points, however often anybody looks (95 %% at all looks together; always-valid p %s).",
	                                                   "Looked at %s times: the difference lies between %s and %s points, however often anybody looks (95 %% at all looks together; always-valid p %s).", n),
	                                         count, low, high, p));
	if (untrusted)
		g_ptr_array_add (words, g_strdup (_("The checks say that the groups cannot be compared: however sure this looks, it proves nothing.")));
	else if (last->always.low > 0)
		g_ptr_array_add (words, g_strdup (_("It helps for sure: you may stop here without having fooled yourself.")));
	else if (last->always.high < 0)
		g_ptr_array_add (words, g_strdup (_("It does harm for sure: stop it.")));
	else if (last->share.interval.low > 0 || last->share.interval.high < 0)
		g_ptr_array_add (words, g_strdup_printf (_("By itself this look would seem sure (%s to %s), but whoever looks often sees that by chance: wait for the end, or for the bounds to leave 0 out."), usual_low,
		                                         usual_high));
	else
		g_ptr_array_add (words, g_strdup (_("Nothing is sure yet: let it run, and do not stop because one look was good or bad.")));
	return words;
}
