/* The persona card: what is proposed, with what a person wrote in its place. Texts of a person stand in persona_text by segment, and segments
 * keep their ids when they are clustered anew. */
#include <config.h>
#include "persona-private.h"

#include <segscope/history.h>

#include <glib/gi18n.h>
#include <string.h>

static void
free_part (gpointer data)
{
	SegPersonaPart *part = data;

	g_free (part->part);
	g_free (part->label);
	g_free (part->text);
	g_free (part->proposed);
	g_free (part->source);
	g_free (part->filter);
	g_free (part);
}

void
seg_persona_free (SegPersona *persona)
{
	if (persona == NULL)
		return;
	g_free (persona->because);
	g_ptr_array_unref (persona->parts);
	g_free (persona);
}

SegPersonaPart *
seg_persona_add (SegPersona *persona, const char *part, const char *label, const char *proposed, const char *source, const char *filter)
{
	SegPersonaPart *added = g_new0 (SegPersonaPart, 1);

	added->part = g_strdup (part);
	added->label = g_strdup (label);
	added->text = g_strdup (proposed != NULL ? proposed : "");
	added->proposed = g_strdup (proposed);
	added->source = g_strdup (source);
	added->filter = g_strdup (filter);
	g_ptr_array_add (persona->parts, added);
	return added;
}

const SegPersonaPart *
seg_persona_part (const SegPersona *persona, const char *part)
{
	for (guint i = 0; i < persona->parts->len; i++)
		if (strcmp (((const SegPersonaPart *) persona->parts->pdata[i])->part, part) == 0)
			return persona->parts->pdata[i];
	return NULL;
}

/* What a person wrote: char* by part. */
static GHashTable *
read_texts (SegWorkspace *workspace, gint64 segment_id, GError **error)
{
	g_autoptr (GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT part, text FROM persona_text WHERE segment_id = :id ORDER BY part", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", segment_id);
	while (seg_statement_next (statement, &failure))
		g_hash_table_insert (texts, g_strdup (seg_statement_text (statement, 0)), g_strdup (seg_statement_text (statement, 1)));
	return seg_query_ended (failure, error) ? g_steal_pointer (&texts) : NULL;
}

/* The play: the one a person chose, while it is in the book; else the first that applies. */
static const SegPlay *
choose_play (SegPersona *persona, const GPtrArray *plays, const SegProfile *profile, const char *chosen)
{
	const SegPlay *play = chosen != NULL ? seg_playbook_find (plays, chosen, &persona->play, NULL) : NULL;
	g_autoptr (GPtrArray) tests = NULL;
	g_autoptr (GString) because = g_string_new (NULL);

	persona->play_chosen = play != NULL;
	if (play == NULL) {
		persona->play = seg_playbook_choose (plays, profile);
		play = persona->play > 0 ? plays->pdata[persona->play - 1] : NULL;
	}
	if (play == NULL)
		return NULL;
	seg_play_applies (play->condition, profile, &tests);
	for (guint i = 0; i < tests->len; i++) {
		const SegPlayTest *test = tests->pdata[i];

		g_string_append_printf (because, "%s%s (%s%s)", i > 0 ? _(", ") : "", test->words, test->text, test->holds ? "" : _(", does not hold"));
	}
	persona->because = g_strdup (because->len > 0 ? because->str : _("it applies to everyone"));
	return play;
}

static void
add_play (SegPersona *persona, const SegPlay *play)
{
	seg_persona_add (persona, "play", _("Play"), play != NULL ? play->name : NULL, persona->because, NULL);
	seg_persona_add (persona, "action", _("Do"), play != NULL ? play->action : NULL, NULL, NULL);
	seg_persona_add (persona, "offer", _("Offer"), play != NULL ? play->offer : NULL, NULL, NULL);
	seg_persona_add (persona, "channel", _("Channel"), play != NULL ? play->channel : NULL, NULL, NULL);
}

/* Facts of a person's own, behind the others. */
static void
add_own_facts (SegPersona *persona, GHashTable *texts, guint after)
{
	g_autoptr (GList) parts = g_list_sort (g_hash_table_get_keys (texts), (GCompareFunc) strcmp);

	for (const GList *part = parts; part != NULL; part = part->next) {
		const char *text = g_hash_table_lookup (texts, part->data);
		SegPersonaPart *own;

		if (!g_str_has_prefix (part->data, "fact:") || *text == '\0')
			continue;
		own = seg_persona_add (persona, part->data, _("Fact"), NULL, NULL, NULL);
		g_free (own->text);
		own->text = g_strdup (text);
		own->edited = TRUE;
		persona->n_edited++;
		g_ptr_array_insert (persona->parts, (int) after++, g_ptr_array_steal_index (persona->parts, persona->parts->len - 1));
	}
}

/* Puts what a person wrote in its place. */
static void
take_texts (SegPersona *persona, GHashTable *texts)
{
	guint after = 0;

	for (guint i = 0; i < persona->parts->len; i++) {
		SegPersonaPart *one = persona->parts->pdata[i];
		const char *written = g_hash_table_lookup (texts, one->part);

		if (g_str_has_prefix (one->part, "fact:"))
			after = i + 1;
		one->edited = strcmp (one->part, "play") == 0 ? persona->play_chosen : written != NULL;
		persona->n_edited += one->edited ? 1 : 0;
		if (written == NULL || strcmp (one->part, "play") == 0)
			continue;
		g_free (one->text);
		one->text = g_strdup (written);
		g_hash_table_remove (texts, one->part);
	}
	add_own_facts (persona, texts, after);
	for (guint i = persona->parts->len; i-- > 0;) {
		const SegPersonaPart *one = persona->parts->pdata[i];

		if (g_str_has_prefix (one->part, "fact:") && *one->text == '\0')
			g_ptr_array_remove_index (persona->parts, i);
	}
}

SegPersona *
seg_persona (SegWorkspace *workspace, const SegSegmentation *segmentation, guint number, const SegProfile *profile, GError **error)
{
	const SegSegment *segment = segmentation->segments->pdata[number];
	g_autoptr (SegPersona) persona = g_new0 (SegPersona, 1);
	g_autoptr (GHashTable) texts = NULL;
	g_autoptr (GPtrArray) plays = NULL;
	g_autofree char *name = seg_persona_name (profile, "en"), *name_zh = seg_persona_name (profile, "zh_CN"), *keywords = seg_persona_keywords (profile);

	persona->segment_id = segment->id;
	persona->parts = g_ptr_array_new_with_free_func (free_part);
	if ((texts = read_texts (workspace, segment->id, error)) == NULL || (plays = seg_playbook (workspace, error)) == NULL)
		return NULL;
	seg_persona_add (persona, "name", _("Name, English"), name, NULL, NULL);
	seg_persona_add (persona, "name_zh", _("Name, Chinese"), name_zh, NULL, NULL);
	seg_persona_add (persona, "story", _("Who they are"), profile->sentence, NULL, NULL);
	if (!seg_persona_add_facts (persona, workspace, segmentation, segment, profile, error))
		return NULL;
	seg_persona_add (persona, "keywords", _("Keywords"), keywords, NULL, NULL);
	add_play (persona, choose_play (persona, plays, profile, g_hash_table_lookup (texts, "play")));
	take_texts (persona, texts);
	return g_steal_pointer (&persona);
}

/* Writing ------------------------------------------------------------------------------------------------------------ */

static gboolean
is_part (const char *part)
{
	static const char *const parts[] = { "name", "name_zh", "story", "keywords", "play", "action", "offer", "channel" };

	for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
		if (strcmp (part, parts[i]) == 0)
			return TRUE;
	return g_str_has_prefix (part, "fact:") && part[strlen ("fact:")] != '\0';
}

/* What is kept of a chosen play: its own word where it has one, which outlives a change of language. */
static char *
play_key (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (GPtrArray) plays = seg_playbook (workspace, error);
	const SegPlay *play = plays != NULL ? seg_playbook_find (plays, name, NULL, error) : NULL;

	return play == NULL ? NULL : g_strdup (play->built_in != NULL ? play->built_in : play->name);
}

static gboolean
write_text (SegWorkspace *workspace, gint64 segment_id, const char *part, const char *text, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, text == NULL
		? "DELETE FROM persona_text WHERE segment_id = :segment AND part = :part"
		: "INSERT INTO persona_text (segment_id, part, text, changed_at) VALUES (:segment, :part, :text, unixepoch ()) "
		  "ON CONFLICT DO UPDATE SET text = excluded.text, changed_at = excluded.changed_at", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":segment", segment_id);
	seg_statement_bind_text (statement, ":part", part);
	if (text != NULL)
		seg_statement_bind_text (statement, ":text", text);
	return seg_statement_run (statement, error);
}

/* The name of the segment, for the history; NULL with SEG_ERROR_NOT_FOUND. */
static char *
segment_name (SegWorkspace *workspace, gint64 segment_id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT name FROM segment WHERE id = :id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", segment_id);
	if (seg_statement_next (statement, &failure))
		return g_strdup (seg_statement_text (statement, 0));
	if (seg_query_ended (failure, error))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The segment is not there any more"));
	return NULL;
}

gboolean
seg_persona_write (SegWorkspace *workspace, gint64 segment_id, const char *part, const char *text, GError **error)
{
	g_autofree char *key = NULL, *name = NULL;
	g_autoptr (SegEdit) edit = NULL;

	if (!is_part (part)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("A card has no \"%s\"; it has: name, name_zh, story, fact:..., keywords, play, action, offer, channel"), part);
		return FALSE;
	}
	if (strcmp (part, "play") == 0 && text != NULL && (text = key = play_key (workspace, text, error)) == NULL)
		return FALSE;
	if ((edit = seg_edit_begin (workspace, error)) == NULL || (name = segment_name (workspace, segment_id, error)) == NULL)
		return FALSE;
	return write_text (workspace, segment_id, part, text, error) && seg_edit_commit (g_steal_pointer (&edit), N_("Write on a persona card"), name, error);
}

gboolean
seg_persona_reset (SegWorkspace *workspace, gint64 segment_id, GError **error)
{
	g_autofree char *name = NULL;
	g_autoptr (SegEdit) edit = seg_edit_begin (workspace, error);
	g_autoptr (SegStatement) statement = edit != NULL ? seg_workspace_prepare (workspace, "DELETE FROM persona_text WHERE segment_id = :segment", error) : NULL;

	if (statement == NULL || (name = segment_name (workspace, segment_id, error)) == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":segment", segment_id);
	return seg_statement_run (statement, error) && seg_edit_commit (g_steal_pointer (&edit), N_("Write a persona card as proposed"), name, error);
}
