/* The import's question for the encoding: those the file may be in come first, each with a line of the file decoded in it, as a
 * person who reads the language sees at once which is right. */
#include <config.h>
#include "import-plan.h"

#include <glib/gi18n.h>
#include <string.h>

#define SAMPLE_WIDTH 44

/* All that are offered, after those that were found likely. */
static const char *const encodings[] = {
	"UTF-8", "GB18030", "Big5", "Shift_JIS", "windows-1252", "ISO-8859-1", "UTF-16LE", "UTF-16BE", "EUC-JP", "EUC-KR", "windows-1251",
};

typedef struct {
	GPtrArray *names, *labels, *remarks; /* of char*, owned; the latter two end with NULL */
} Choice;

static void
choice_free (gpointer data)
{
	Choice *choice = data;

	g_ptr_array_unref (choice->names);
	g_ptr_array_unref (choice->labels);
	g_ptr_array_unref (choice->remarks);
	g_free (choice);
}

static gboolean
is_offered (const Choice *choice, const char *encoding)
{
	for (guint i = 0; i < choice->names->len; i++)
		if (g_ascii_strcasecmp (choice->names->pdata[i], encoding) == 0)
			return TRUE;
	return FALSE;
}

/* @confidence: below 0 for an encoding that was not found likely. */
static void
offer (Choice *choice, const SegImportPlan *plan, const char *encoding, double confidence)
{
	g_autofree char *sample = seg_import_plan_sample (plan, encoding), *share = seg_format_share (MAX (confidence, 0));

	if (is_offered (choice, encoding))
		return;
	g_ptr_array_add (choice->names, g_strdup (encoding));
	g_ptr_array_add (choice->labels, confidence >= 0.0005 ? g_strdup_printf ("%s (%s)", encoding, share) : g_strdup (encoding));
	g_ptr_array_add (choice->remarks, seg_text_clip (sample, SAMPLE_WIDTH));
}

static Choice *
choice_new (const SegImportPlan *plan)
{
	Choice *choice = g_new (Choice, 1);

	choice->names = g_ptr_array_new_with_free_func (g_free);
	choice->labels = g_ptr_array_new_with_free_func (g_free);
	choice->remarks = g_ptr_array_new_with_free_func (g_free);
	for (guint i = 0; i < plan->candidates->len; i++) {
		const SegEncodingCandidate *candidate = plan->candidates->pdata[i];

		offer (choice, plan, candidate->encoding, candidate->confidence);
	}
	for (gsize i = 0; i < G_N_ELEMENTS (encodings); i++)
		offer (choice, plan, encodings[i], -1);
	g_ptr_array_add (choice->labels, NULL);
	g_ptr_array_add (choice->remarks, NULL);
	return choice;
}

static void
change_encoding (SegView *view, guint chosen, gpointer data)
{
	const Choice *choice = data;

	seg_plan_look_again (view, choice->names->pdata[chosen]);
}

void
seg_plan_ask_encoding (SegView *view)
{
	const SegImportPlan *plan = seg_plan_state_plan (view->state);
	Choice *choice = choice_new (plan);
	guint current = 0;

	for (guint i = 0; i < choice->names->len; i++)
		if (g_ascii_strcasecmp (choice->names->pdata[i], plan->encoding) == 0)
			current = i;
	seg_ask_choice (view, _("Encoding: which line can be read?"), (const char *const *) choice->labels->pdata,
	                (const char *const *) choice->remarks->pdata, current, change_encoding, choice, choice_free);
}
