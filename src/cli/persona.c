/* segscope persona: the card of each segment: name, facts with their numbers, keywords, and what to do by the playbook; and writing on it. */
#include <config.h>
#include "segments.h"

#include <segscope/persona.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

/* What was asked for. */
typedef struct {
	char    *segment;
	char   **write, **usual; /* PART=TEXT, PART */
	gboolean reset, sources;
} Options;

static gboolean
has_edits (const Options *options)
{
	return options->write != NULL || options->usual != NULL || options->reset;
}

static gboolean
write_one (SegWorkspace *workspace, gint64 segment_id, const char *text, GError **error)
{
	const char *equals = strchr (text, '=');
	g_autofree char *part = equals != NULL ? g_strstrip (g_strndup (text, (gsize) (equals - text))) : NULL;

	if (part != NULL)
		return seg_persona_write (workspace, segment_id, part, equals + 1, error);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--write takes PART=TEXT, as in --write \"name=Evening learners\", not \"%s\""), text);
	return FALSE;
}

static gboolean
edit (SegWorkspace *workspace, gint64 segment_id, const Options *options, GError **error)
{
	if (options->reset && !seg_persona_reset (workspace, segment_id, error))
		return FALSE;
	for (gsize i = 0; options->usual != NULL && options->usual[i] != NULL; i++)
		if (!seg_persona_write (workspace, segment_id, options->usual[i], NULL, error))
			return FALSE;
	for (gsize i = 0; options->write != NULL && options->write[i] != NULL; i++)
		if (!write_one (workspace, segment_id, options->write[i], error))
			return FALSE;
	return TRUE;
}

static void
add_parts (SegTable *table, const SegSegment *segment, const SegPersona *persona)
{
	for (guint i = 0; i < persona->parts->len; i++) {
		const SegPersonaPart *part = persona->parts->pdata[i];

		seg_table_text (table, segment->name);
		seg_table_text (table, part->part);
		seg_table_text (table, part->text);
		seg_table_text (table, part->edited ? _("edited") : "");
		seg_table_text (table, part->proposed);
		seg_table_text (table, part->source);
		seg_table_text (table, part->filter);
	}
}

static void
say_persona (const SegSegment *segment, const SegPersona *persona, gboolean sources, const SegCommonOptions *common)
{
	seg_cli_say (common, "%u  %s", segment->position, segment->name);
	for (guint i = 0; i < persona->parts->len; i++) {
		const SegPersonaPart *part = persona->parts->pdata[i];
		int width = 16 - seg_text_width (part->label);

		seg_cli_say (common, "  %s%*s%s%s", part->label, MAX (width, 1), "", part->text, part->edited ? _("  (edited)") : "");
		if ((sources || strcmp (part->part, "play") == 0) && part->source != NULL)
			seg_cli_say (common, "%18s↳ %s", "", part->source);
	}
}

static gboolean
show (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegSegment *only, const Options *options, const SegCommonOptions *common,
      GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (GPtrArray) profiles = seg_profiles_kept (workspace, segmentation, job, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (profiles == NULL)
		return FALSE;
	seg_cli_job_end ();
	seg_cli_remark_stale (segmentation, common);
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "part", _("Part"), SEG_CELL_TEXT);
	seg_table_column (table, "text", _("Text"), SEG_CELL_TEXT);
	seg_table_column (table, "edited", _("Edited"), SEG_CELL_TEXT);
	seg_table_column (table, "proposed", _("Proposed"), SEG_CELL_TEXT);
	seg_table_column (table, "source", _("Where it comes from"), SEG_CELL_TEXT);
	seg_table_column (table, "filter", _("The users behind it"), SEG_CELL_TEXT);
	for (guint i = 0; i < profiles->len; i++) {
		const SegSegment *segment = segmentation->segments->pdata[i];
		g_autoptr (SegPersona) persona = NULL;

		if (only != NULL && segment != only)
			continue;
		if ((persona = seg_persona (workspace, segmentation, i, profiles->pdata[i], error)) == NULL)
			return FALSE;
		if (common->output == SEG_OUTPUT_TABLE)
			say_persona (segment, persona, options->sources, common);
		else
			add_parts (table, segment, persona);
	}
	if (common->output != SEG_OUTPUT_TABLE)
		seg_table_print (table, common->output);
	return TRUE;
}

static gboolean
run_with (char **argv, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegWorkspace) workspace = has_edits (options) ? seg_workspace_open (argv[1], SEG_WORKSPACE_READ_WRITE, error)
	                                                         : seg_cli_open_to_keep (argv[1], error);
	g_autoptr (SegSegmentation) segmentation = workspace != NULL ? seg_segmentation_load (workspace, argv[2], error) : NULL;
	const SegSegment *only = NULL;

	if (segmentation == NULL || (options->segment != NULL && (only = seg_segmentation_find (segmentation, options->segment, error)) == NULL))
		return FALSE;
	if (has_edits (options) && only == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Say whose card is to be changed: --segment"));
		return FALSE;
	}
	if (has_edits (options) && !edit (workspace, only->id, options, error))
		return FALSE;
	return show (workspace, segmentation, only, options, common, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Options options = { 0 };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "segment", 's', 0, G_OPTION_ARG_STRING, &options.segment, N_("Only this segment, by name or number"), "SEGMENT" },
		{ "sources", 0, 0, G_OPTION_ARG_NONE, &options.sources, N_("Say where each number comes from"), NULL },
		{ "write", 'w', 0, G_OPTION_ARG_STRING_ARRAY, &options.write, N_("Write TEXT in place of what is proposed for PART"), "PART=TEXT" },
		{ "as-proposed", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.usual, N_("Show what is proposed for PART again"), "PART" },
		{ "reset", 0, 0, G_OPTION_ARG_NONE, &options.reset, N_("The whole card as proposed again"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 1, 2, &argc, &argv, &common, error);

	if (done && argc > 0)
		done = run_with (argv, &options, &common, error);
	g_free (options.segment);
	g_strfreev (options.write);
	g_strfreev (options.usual);
	return done;
}

const SegCommand seg_command_persona = {
	"persona", "WORKSPACE [SEGMENTATION]", N_("The card of each segment: name, facts, keywords, and what to do by the playbook"),
	N_("Names are proposed in English and Chinese from what marks a segment off, facts from its profile (--sources says of which numbers), and what\n"
	   "to do, offer and by which channel from the first play of the playbook (segscope playbook) that applies. PART is name, name_zh, story,\n"
	   "fact:..., keywords, play, action, offer or channel; what a person wrote is marked as edited and stays when users are clustered anew.\n\n"
	   "  segscope persona courses.seg --segment 2 --sources\n"
	   "  segscope persona courses.seg --segment 2 --write \"name_zh=晚间学习者\" --write \"channel=WeChat\"\n"
	   "  segscope persona courses.seg --segment 2 --write play=champions\n"
	   "  segscope persona courses.seg --segment 2 --as-proposed name_zh\n"),
	run
};
