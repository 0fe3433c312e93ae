/* What goes with a campaign in the making besides people and message: owner, dates, notes, and how people are dealt into the arms. */
#include <config.h>
#include "campaigns.h"

#include <segscope/format.h>
#include <segscope/own_feature.h>

#include <glib/gi18n.h>

/* As words --------------------------------------------------------------------------------------------------------- */

char *
seg_builder_plan_value (const SegBuilder *builder)
{
	const SegCampaignDraft *draft = builder->draft;
	g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

	if (draft->owner[0] != '\0')
		g_ptr_array_add (parts, g_strdup (draft->owner));
	if (draft->starts_on != 0 || draft->ends_on != 0) {
		g_autofree char *from = draft->starts_on != 0 ? seg_format_date (draft->starts_on) : g_strdup ("…");
		g_autofree char *until = draft->ends_on != 0 ? seg_format_date (draft->ends_on) : g_strdup ("…");

		g_ptr_array_add (parts, g_strdup_printf ("%s – %s", from, until));
	}
	if (draft->notes[0] != '\0')
		g_ptr_array_add (parts, g_strdup (draft->notes));
	if (parts->len == 0)
		return g_strdup (_("no owner, no dates, no notes"));
	g_ptr_array_add (parts, NULL);
	return g_strjoinv (" · ", (char **) parts->pdata);
}

char *
seg_builder_split_value (const SegBuilder *builder)
{
	const SegCampaignDraft *draft = builder->draft;

	if (draft->split == SEG_SPLIT_HASH)
		return g_strdup (_("each by their own hash: nobody's arm depends on others, shares come out about"));
	return draft->stratify_by != NULL ? g_strdup_printf (_("alike in segment and %s, exact shares"), draft->stratify_by) : g_strdup (_("alike in segment and spend, exact shares"));
}

/* The plan --------------------------------------------------------------------------------------------------------- */

enum { OWNER, STARTS, ENDS, NOTES, N_PLANS };

static gboolean
set_day (const char *text, gint64 *day, GError **error)
{
	if (*text != '\0')
		return seg_own_parse_day (text, day, error);
	*day = 0;
	return TRUE;
}

/* Neither of two days alone says that they are the wrong way round. */
static gboolean
check_days (gint64 starts, gint64 ends, GError **error)
{
	if (starts == 0 || ends == 0 || starts <= ends)
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A campaign cannot end before it begins"));
	return FALSE;
}

static gboolean
take_plan (SegView *view, const char *text, gpointer data, GError **error)
{
	SegBuilder *builder = view->state;
	SegCampaignDraft *draft = builder->draft;
	const int what = GPOINTER_TO_INT (data);
	gint64 starts = draft->starts_on, ends = draft->ends_on;
	char **texts[N_PLANS] = { [OWNER] = &draft->owner, [NOTES] = &draft->notes };

	if (texts[what] != NULL) {
		g_free (*texts[what]);
		*texts[what] = g_strstrip (g_strdup (text));
		view->unsaved = TRUE;
		return TRUE;
	}
	if (!set_day (text, what == STARTS ? &starts : &ends, error) || !check_days (starts, ends, error))
		return FALSE;
	draft->starts_on = starts;
	draft->ends_on = ends;
	view->unsaved = TRUE;
	return TRUE;
}

/* As it is typed, whatever way of writing dates was chosen. */
static char *
day_text (gint64 day)
{
	return day != 0 ? seg_format_exact_date (day) : g_strdup ("");
}

static void
plan_chosen (SegView *view, guint choice, gpointer data)
{
	static const struct {
		const char *title, *hint;
	} questions[N_PLANS] = {
		[OWNER] = { N_("Who answers for the campaign?"), NULL }, [STARTS] = { N_("When does it begin?"), N_("2026-03-01; empty: not said.") },
		[ENDS] = { N_("When does it end?"), N_("2026-03-31; empty: not said.") }, [NOTES] = { N_("Notes"), N_("What others should know about it.") },
	};
	const SegCampaignDraft *draft = ((const SegBuilder *) view->state)->draft;
	g_autofree char *starts = day_text (draft->starts_on), *ends = day_text (draft->ends_on);
	const char *now[N_PLANS] = { [OWNER] = draft->owner, [STARTS] = starts, [ENDS] = ends, [NOTES] = draft->notes };

	(void) data;
	seg_ask_line (view, _(questions[choice].title), questions[choice].hint != NULL ? _(questions[choice].hint) : NULL, now[choice], take_plan, GINT_TO_POINTER ((int) choice), NULL);
}

void
seg_builder_ask_plan (SegView *view)
{
	const SegCampaignDraft *draft = ((const SegBuilder *) view->state)->draft;
	g_autofree char *starts = day_text (draft->starts_on), *ends = day_text (draft->ends_on);
	const char *labels[N_PLANS + 1] = { [OWNER] = _("Owner"), [STARTS] = _("Begins"), [ENDS] = _("Ends"), [NOTES] = _("Notes") };
	const char *remarks[N_PLANS] = { [OWNER] = draft->owner, [STARTS] = starts, [ENDS] = ends, [NOTES] = draft->notes };

	seg_ask_choice (view, _("Owner, dates, notes"), labels, remarks, OWNER, plan_chosen, NULL, NULL);
}

/* How people are dealt --------------------------------------------------------------------------------------------- */

static void
take_stratum (SegCampaignDraft *draft, const char *name)
{
	g_free (draft->stratify_by);
	draft->stratify_by = g_strdup (name);
}

static void
split_chosen (SegView *view, guint choice, gpointer data)
{
	SegBuilder *builder = view->state;

	(void) data;
	builder->draft->split = choice == 2 ? SEG_SPLIT_HASH : SEG_SPLIT_STRATIFIED;
	if (choice == 1) {
		seg_builder_ask_column (view, _("Alike in which figure, besides the segment?"), _("What people spent"), builder->draft->stratify_by, take_stratum);
		return;
	}
	take_stratum (builder->draft, NULL);
	seg_builder_changed (view);
}

void
seg_builder_ask_split (SegView *view)
{
	const SegCampaignDraft *draft = ((const SegBuilder *) view->state)->draft;
	const char *labels[] = { _("Alike in segment and spend"), _("Alike in segment and another figure ..."), _("Each by their own hash"), NULL };
	const char *remarks[] = { _("exact shares"), draft->stratify_by != NULL ? draft->stratify_by : _("exact shares"), _("shares come out about; nobody's arm depends on others") };

	seg_ask_choice (view, _("How are people dealt into the arms?"), labels, remarks, draft->split == SEG_SPLIT_HASH ? 2 : draft->stratify_by != NULL ? 1 : 0, split_chosen, NULL,
	                NULL);
}
