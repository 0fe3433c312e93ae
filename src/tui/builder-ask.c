/* The settings of a campaign in the making: as words, and asked for. */
#include <config.h>
#include "campaigns.h"

#include <glib/gi18n.h>
#include <math.h>

#define MOST_CONTROL 90
#define MOST_ITEMS 10

/* As words --------------------------------------------------------------------------------------------------------- */

static gboolean
is_chosen (const SegCampaignDraft *draft, gint64 segment_id)
{
	if (draft->segment_ids->len == 0)
		return draft->segmentation_id != 0;
	for (guint i = 0; i < draft->segment_ids->len; i++)
		if (g_array_index (draft->segment_ids, gint64, i) == segment_id)
			return TRUE;
	return FALSE;
}

static char *
segments_value (const SegBuilder *builder)
{
	const SegSegmentation *segmentation = builder->segmentation;
	g_autoptr (GString) text = g_string_new (NULL);

	if (segmentation == NULL)
		return g_strdup (_("everyone, in a segment or not"));
	if (builder->draft->segment_ids->len == 0)
		return g_strdup_printf (ngettext ("all %u of \"%s\"", "all %u of \"%s\"", segmentation->segments->len),
		                        segmentation->segments->len, segmentation->name);
	g_string_printf (text, _("%u of %u: "), builder->draft->segment_ids->len, segmentation->segments->len);
	for (guint i = 0, n = 0; i < segmentation->segments->len; i++) {
		const SegSegment *segment = segmentation->segments->pdata[i];

		if (is_chosen (builder->draft, segment->id))
			g_string_append_printf (text, "%s%s", n++ > 0 ? " · " : "", segment->name);
	}
	return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
keep_value (const SegBuilder *builder)
{
	gint64 n_send = seg_builder_count (builder, FALSE), n_control = seg_builder_count (builder, TRUE);
	g_autofree char *send = seg_format_integer (n_send), *control = seg_format_integer (n_control);

	if (builder->counting)
		return g_strdup (_("counting ..."));
	if (n_send < 0)
		return g_strdup (_("not yet: see above"));
	if (n_send == 0)
		return g_strdup (_("nobody is left to send to"));
	return g_strdup_printf (_("%s people to send to, %s held back"), send, control);
}

char *
seg_builder_value (const SegBuilder *builder, SegBuilderRow setting)
{
	const SegCampaignDraft *draft = builder->draft;

	switch (setting) {
	case SEG_BUILDER_SEGMENTS:
		return segments_value (builder);
	case SEG_BUILDER_FILTER:
		return g_strdup (draft->filter != NULL ? draft->filter : _("none"));
	case SEG_BUILDER_CONSENT:
		return draft->overrides[SEG_SUPPRESS_CONSENT] == NULL ? g_strdup (_("only who has said yes to the channel"))
		                                                      : g_strdup_printf (_("NOT asked for: %s"), draft->overrides[SEG_SUPPRESS_CONSENT]);
	case SEG_BUILDER_CONTROL:
		return draft->control_share > 0 ? g_strdup_printf (_("%.4g %%, by lot"), draft->control_share * 100)
		                                : g_strdup_printf (_("nobody: %s"), draft->no_control_reason != NULL ? draft->no_control_reason : "");
	case SEG_BUILDER_ITEMS:
		return draft->n_recommendations > 0 ? g_strdup_printf (_("%u for each person, with reasons"), draft->n_recommendations)
		                                    : g_strdup (_("none"));
	case SEG_BUILDER_PARTS:
	case SEG_BUILDER_CHANNEL:
	case SEG_BUILDER_ASIDE:
	case SEG_BUILDER_OFFER:
	case SEG_BUILDER_GOAL:
	case SEG_BUILDER_ARMS:
	case SEG_BUILDER_RANK:
	case SEG_BUILDER_ADDRESSES:
	case SEG_BUILDER_MONEY:
	case SEG_BUILDER_MESSAGE:
	case SEG_BUILDER_SPLIT:
	case SEG_BUILDER_PLAN:
		return seg_builder_more_value (builder, setting);
	case SEG_BUILDER_NAME:
		return draft->name != NULL ? g_strdup_printf (_("\"%s\""), draft->name) : g_strdup (_("none yet; asked for in the end"));
	case SEG_BUILDER_KEEP:
	case SEG_N_BUILDER_ROWS:
	default:
		return keep_value (builder);
	}
}

/* Segments --------------------------------------------------------------------------------------------------------- */

static gboolean
take_segments (SegView *view, const gboolean *chosen, gpointer data, GError **error)
{
	SegBuilder *builder = view->state;
	const SegSegmentation *segmentation = data;
	GArray *ids = builder->draft->segment_ids;

	(void) error;
	g_array_set_size (ids, 0);
	for (guint i = 0; i < segmentation->segments->len; i++)
		if (chosen[i])
			g_array_append_val (ids, ((const SegSegment *) segmentation->segments->pdata[i])->id);
	builder->draft->segmentation_id = ids->len > 0 ? segmentation->id : 0;
	if (ids->len == segmentation->segments->len)
		g_array_set_size (ids, 0); /* all, also such as are added by editing */
	seg_builder_changed (view);
	return TRUE;
}

static void
free_segmentation (gpointer segmentation)
{
	seg_segmentation_free (segmentation);
}

/* Takes @segmentation over. */
static void
ask_segments_of (SegView *view, SegSegmentation *segmentation)
{
	const SegBuilder *builder = view->state;
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new_with_free_func (g_free);
	g_autofree gboolean *chosen = g_new0 (gboolean, segmentation->segments->len);
	g_autofree char *title = g_strdup_printf (_("Segments of \"%s\""), segmentation->name);

	for (guint i = 0; i < segmentation->segments->len; i++) {
		const SegSegment *segment = segmentation->segments->pdata[i];
		g_ptr_array_add (labels, segment->name);
		g_ptr_array_add (remarks, seg_format_counted (segment->size, "%s user", "%s users"));
		chosen[i] = builder->draft->segmentation_id == segmentation->id && is_chosen (builder->draft, segment->id);
	}
	g_ptr_array_add (labels, NULL);
	seg_ask_several (view, title, _("Choose none to talk to everyone, in a segment or not."), (const char *const *) labels->pdata,
	                 (const char *const *) remarks->pdata, chosen, take_segments, segmentation, free_segmentation);
}

static void
ask_segments (SegView *view)
{
	const SegBuilder *builder = view->state;
	g_autoptr (GError) error = NULL;
	SegSegmentation *segmentation = builder->draft->segmentation_id != 0
		? seg_segmentation_load_id (seg_view_workspace (view), builder->draft->segmentation_id, &error)
		: seg_segmentation_load (seg_view_workspace (view), NULL, &error);

	if (segmentation != NULL)
		ask_segments_of (view, segmentation);
	else if (g_error_matches (error, SEG_ERROR, SEG_ERROR_NOT_FOUND))
		seg_tell (view, _("No segments yet"), _("So the campaign goes to everyone. Press 4: Clusters finds out how many segments the data "
		                                        "support; keep them there with w, and come back."));
	else
		seg_report (view, error);
}

static void
segmentation_chosen (SegView *view, guint choice, gpointer data)
{
	g_autoptr (GError) error = NULL;
	SegSegmentation *segmentation = seg_segmentation_load_id (seg_view_workspace (view), g_array_index ((GArray *) data, gint64, choice), &error);
	SegBuilder *builder = view->state;

	if (segmentation == NULL) {
		seg_report (view, error);
		return;
	}
	if (builder->draft->segmentation_id != segmentation->id) {
		g_array_set_size (builder->draft->segment_ids, 0);
		builder->draft->segmentation_id = segmentation->id;
		seg_builder_changed (view);
	}
	ask_segments_of (view, segmentation);
}

static void
free_ids (gpointer ids)
{
	g_array_unref (ids);
}

void
seg_builder_ask_segmentation (SegView *view)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) all = seg_segmentations (seg_view_workspace (view), &error);
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new_with_free_func (g_free);
	GArray *ids;

	if (all == NULL || all->len == 0) {
		if (error != NULL)
			seg_report (view, error);
		else
			ask_segments (view);
		return;
	}
	ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	for (guint i = 0; i < all->len; i++) {
		const SegSegmentation *segmentation = all->pdata[i];
		g_autofree char *day = seg_format_date (segmentation->created_at);

		g_array_append_val (ids, segmentation->id);
		g_ptr_array_add (labels, segmentation->name);
		g_ptr_array_add (remarks, g_strdup_printf (ngettext ("%u segment, %s", "%u segments, %s", segmentation->segments->len),
		                                           segmentation->segments->len, day));
	}
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _("Segments of which segmentation?"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata,
	                0, segmentation_chosen, ids, free_ids);
}

/* Lines ------------------------------------------------------------------------------------------------------------ */

static gboolean
take_filter (SegView *view, const char *text, gpointer data, GError **error)
{
	SegBuilder *builder = view->state;
	g_autoptr (SegFilter) filter = seg_filter_parse (seg_view_workspace (view), NULL, text, error);

	(void) data;
	if (filter == NULL)
		return FALSE;
	g_free (builder->draft->filter);
	builder->draft->filter = *text != '\0' ? g_strdup (text) : NULL;
	seg_builder_changed (view);
	return TRUE;
}

static void
take_no_control (SegView *view, const char *reason, gpointer data)
{
	SegBuilder *builder = view->state;

	(void) data;
	builder->draft->control_share = 0;
	g_free (builder->draft->no_control_reason);
	builder->draft->no_control_reason = g_strdup (reason);
	seg_builder_changed (view);
}

static gboolean
take_control (SegView *view, const char *text, gpointer data, GError **error)
{
	SegBuilder *builder = view->state;
	char *end;
	double percent = g_ascii_strtod (text, &end);

	(void) data;
	while (end != text && (*end == ' ' || *end == '%'))
		end++;
	if (end == text || *end != '\0' || !isfinite (percent) || percent < 0 || percent > MOST_CONTROL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a share from 0 to %d %%"), text, MOST_CONTROL);
		return FALSE;
	}
	if (percent == 0) {
		seg_ask_reason (view, _("Why is nobody held back?"), _("Afterwards nobody can say what the campaign has changed. The reason is kept in the audit log."),
		                take_no_control, NULL, NULL);
		return TRUE;
	}
	builder->draft->control_share = percent / 100;
	g_clear_pointer (&builder->draft->no_control_reason, g_free);
	seg_builder_changed (view);
	return TRUE;
}

static gboolean
take_items (SegView *view, const char *text, gpointer data, GError **error)
{
	SegBuilder *builder = view->state;
	guint64 value;

	(void) data;
	if (!g_ascii_string_to_unsigned (text, 10, 0, MOST_ITEMS, &value, NULL)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a whole number from 0 to %d"), text, MOST_ITEMS);
		return FALSE;
	}
	builder->draft->n_recommendations = (guint) value;
	view->unsaved = TRUE;
	return TRUE;
}

static gboolean
take_name (SegView *view, const char *text, gpointer data, GError **error)
{
	SegBuilder *builder = view->state;
	g_autoptr (SegCampaign) old = NULL;
	gboolean keep = GPOINTER_TO_INT (data);

	if (*text == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A name is needed, for example spring upgrade"));
		return FALSE;
	}
	old = seg_campaign_load (seg_view_workspace (view), text, NULL);
	if (old != NULL && old->id != builder->campaign_id) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There is already a campaign \"%s\"; choose another name, or delete it first"), text);
		return FALSE;
	}
	g_free (builder->draft->name);
	builder->draft->name = g_strdup (text);
	view->unsaved = TRUE;
	if (keep)
		seg_builder_keep (view);
	return TRUE;
}

/* @keep: as soon as there is a name, the list is made. */
static void
ask_name (SegView *view, gboolean keep)
{
	const SegBuilder *builder = view->state;

	seg_ask_line (view, _("Name of the campaign"), _("You will find it, and its results, under this name."),
	              builder->draft->name != NULL ? builder->draft->name : "", take_name, GINT_TO_POINTER (keep), NULL);
}

static void
ask_control (SegView *view)
{
	const SegBuilder *builder = view->state;
	g_autofree char *now = g_strdup_printf ("%.4g %%", builder->draft->control_share * 100);

	seg_ask_line (view, _("Hold back which share of the people?"),
	              _("They are drawn by lot and get nothing. Afterwards, what they did shows what would have happened without the campaign. "
	                "10 % is usual; a small list needs more. 0 to 90 %."), now, take_control, NULL, NULL);
}

static void
ask_items (SegView *view)
{
	const SegBuilder *builder = view->state;
	g_autofree char *now = g_strdup_printf ("%u", builder->draft->n_recommendations);

	seg_ask_line (view, _("How many recommended items for each person?"),
	              _("Each with title and reason, as columns of the file. 0 to 10."), now, take_items, NULL, NULL);
}

/* Consent ---------------------------------------------------------------------------------------------------------- */

static void
leave_consent (SegView *view, const char *reason, gpointer data)
{
	SegBuilder *builder = view->state;

	(void) data;
	seg_campaign_draft_override (builder->draft, SEG_SUPPRESS_CONSENT, reason);
	seg_builder_changed (view);
}

static void
ask_consent (SegView *view)
{
	SegBuilder *builder = view->state;

	if (builder->draft->overrides[SEG_SUPPRESS_CONSENT] != NULL) {
		seg_campaign_draft_override (builder->draft, SEG_SUPPRESS_CONSENT, NULL);
		seg_builder_changed (view);
		return;
	}
	seg_ask_reason (view, builder->has_consent ? _("Leave consent aside? Say why.") : _("Go without consent? Say why."), builder->has_consent
	                ? _("People who have not said yes come onto the list. In many countries you may not write to them. The reason is kept in the audit log.")
	                : _("Nothing that was imported says who agreed. In many countries you may not write to people who have not. The reason is kept in the audit log."),
	                leave_consent, NULL, NULL);
}

void
seg_builder_ask (SegView *view, SegBuilderRow setting)
{
	const SegBuilder *builder = view->state;

	switch (setting) {
	case SEG_BUILDER_SEGMENTS:
		ask_segments (view);
		break;
	case SEG_BUILDER_FILTER:
		seg_ask_line (view, _("Only people who match"), _("For example: city = 上海 and orders >= 2. Empty: no filter."),
		              builder->draft->filter != NULL ? builder->draft->filter : "",
		              take_filter, NULL, NULL);
		break;
	case SEG_BUILDER_CONSENT:
		ask_consent (view);
		break;
	case SEG_BUILDER_CONTROL:
		ask_control (view);
		break;
	case SEG_BUILDER_ITEMS:
		ask_items (view);
		break;
	case SEG_BUILDER_PARTS:
	case SEG_BUILDER_CHANNEL:
	case SEG_BUILDER_ASIDE:
	case SEG_BUILDER_OFFER:
	case SEG_BUILDER_GOAL:
	case SEG_BUILDER_ARMS:
	case SEG_BUILDER_RANK:
	case SEG_BUILDER_ADDRESSES:
	case SEG_BUILDER_MONEY:
	case SEG_BUILDER_MESSAGE:
	case SEG_BUILDER_SPLIT:
	case SEG_BUILDER_PLAN:
		seg_builder_more_ask (view, setting);
		break;
	case SEG_BUILDER_NAME:
		ask_name (view, FALSE);
		break;
	case SEG_BUILDER_KEEP:
		if (builder->draft->name == NULL)
			ask_name (view, TRUE);
		else
			seg_builder_keep (view);
		break;
	case SEG_N_BUILDER_ROWS:
	default:
		break;
	}
}
