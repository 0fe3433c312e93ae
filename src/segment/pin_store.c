/* Pins in the workspace. A user with pins has a row in pinned_away, the membership that would be; the one in membership is what the
 * pins make of it. Taking pins away for a moment (seg_pins_lift()) makes memberships what they would be, for whoever changes them. */
#include <config.h>
#include "segment-private.h"

#include <segscope/history.h>
#include <segscope/pin.h>

#include <glib/gi18n.h>
#include <inttypes.h>

void
seg_pin_free (SegPin *pin)
{
	if (pin == NULL)
		return;
	g_free (pin->segmentation);
	g_free (pin->segment);
	g_free (pin->user);
	g_free (pin->note);
	g_free (pin->without);
	g_free (pin);
}

static gboolean
run_for (SegWorkspace *workspace, const char *sql, gint64 id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", id);
	return seg_statement_run (statement, error);
}

static gboolean
run_all (SegWorkspace *workspace, const char *const *steps, gsize n, gint64 id, GError **error)
{
	for (gsize i = 0; i < n; i++)
		if (!run_for (workspace, steps[i], id, error))
			return FALSE;
	return TRUE;
}

gboolean
seg_pins_lift (SegWorkspace *workspace, gint64 segmentation_id, GError **error)
{
	static const char *const steps[] = {
		"DELETE FROM membership WHERE segmentation_id = :id AND user_id IN (SELECT user_id FROM pinned_away WHERE segmentation_id = :id)",
		"INSERT INTO membership (segmentation_id, user_id, segment_id, distance, silhouette, leaf, assigned_at) "
		"SELECT segmentation_id, user_id, segment_id, distance, silhouette, leaf, assigned_at FROM pinned_away "
		"WHERE segmentation_id = :id AND segment_id IS NOT NULL",
		"DELETE FROM pinned_away WHERE segmentation_id = :id",
	};

	return run_all (workspace, steps, G_N_ELEMENTS (steps), segmentation_id, error);
}

#define PINNED "user_id IN (SELECT user_id FROM pin WHERE segmentation_id = :id)"

/* Out of a segment the user would not be in anyway, a pin changes nothing. In one where the user would be, the distance stays known. */
gboolean
seg_pins_apply (SegWorkspace *workspace, gint64 segmentation_id, GError **error)
{
	static const char *const steps[] = {
		"INSERT INTO pinned_away (segmentation_id, user_id, segment_id, distance, silhouette, leaf, assigned_at) "
		"SELECT DISTINCT p.segmentation_id, p.user_id, m.segment_id, m.distance, m.silhouette, m.leaf, m.assigned_at FROM pin p "
		"LEFT JOIN membership m ON m.segmentation_id = p.segmentation_id AND m.user_id = p.user_id WHERE p.segmentation_id = :id",
		"DELETE FROM membership WHERE segmentation_id = :id AND " PINNED,
		"INSERT INTO membership (segmentation_id, user_id, segment_id, distance, silhouette, leaf, assigned_at) "
		"SELECT p.segmentation_id, p.user_id, p.segment_id, CASE WHEN a.segment_id = p.segment_id THEN a.distance END, "
		"CASE WHEN a.segment_id = p.segment_id THEN a.silhouette END, CASE WHEN a.segment_id = p.segment_id THEN a.leaf END, "
		"CASE WHEN a.segment_id = p.segment_id THEN a.assigned_at ELSE p.pinned_at END FROM pin p "
		"JOIN pinned_away a ON a.segmentation_id = p.segmentation_id AND a.user_id = p.user_id WHERE p.segmentation_id = :id AND p.side = 'in'",
		"INSERT INTO membership (segmentation_id, user_id, segment_id, distance, silhouette, leaf, assigned_at) "
		"SELECT segmentation_id, user_id, segment_id, distance, silhouette, leaf, assigned_at FROM pinned_away a "
		"WHERE segmentation_id = :id AND segment_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pin p WHERE p.segmentation_id = :id "
		"AND p.user_id = a.user_id AND (p.side = 'in' OR p.segment_id = a.segment_id))",
		"UPDATE segment SET size = (SELECT count (*) FROM membership WHERE segment_id = segment.id) WHERE segmentation_id = :id",
		"UPDATE segmentation SET n_users = (SELECT count (*) FROM membership WHERE segmentation_id = :id) WHERE id = :id",
	};

	return run_all (workspace, steps, G_N_ELEMENTS (steps), segmentation_id, error);
}

/* One pin ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64 segmentation_id;
	char  *segmentation, *segment, *user;
	char  *words; /* user and segment */
} Place;

static void
place_clear (Place *place)
{
	g_free (place->segmentation);
	g_free (place->segment);
	g_free (place->user);
	g_free (place->words);
}

static gboolean
find_place (SegWorkspace *workspace, gint64 segment_id, gint64 user_id, Place *place, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT g.id, g.name, s.name FROM segment s JOIN segmentation g ON g.id = s.segmentation_id WHERE s.id = :id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", segment_id);
	if (seg_statement_next (statement, &failure)) {
		place->segmentation_id = seg_statement_integer (statement, 0);
		place->segmentation = g_strdup (seg_statement_text (statement, 1));
		place->segment = g_strdup (seg_statement_text (statement, 2));
	}
	if (!seg_query_ended (failure, error))
		return FALSE;
	if (place->segmentation_id == 0)
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The segment number %" PRId64 " does not exist any more"), segment_id);
	if (place->segmentation_id == 0 || (place->user = seg_user_key (workspace, user_id, error)) == NULL)
		return FALSE;
	place->words = g_strdup_printf ("%s, %s", place->user, place->segment);
	return TRUE;
}

static gboolean
audit (SegWorkspace *workspace, const char *action, const Place *place, GError **error)
{
	g_autofree char *where = g_strdup_printf ("%s / %s", place->segmentation, place->segment), *detail = seg_text_to_json ("user", place->user);

	return seg_audit_add (workspace, action, where, detail, error);
}

static gboolean
write_pin (SegWorkspace *workspace, gint64 segmentation_id, gint64 segment_id, gint64 user_id, gboolean in, const char *note, gint64 until,
           GError **error)
{
	g_autoptr (SegStatement) clear = seg_workspace_prepare (workspace,
		"DELETE FROM pin WHERE segmentation_id = :segmentation AND user_id = :user AND (segment_id = :segment OR (:in AND side = 'in'))", error);
	g_autoptr (SegStatement) insert = clear != NULL ? seg_workspace_prepare (workspace,
		"INSERT INTO pin (segmentation_id, user_id, segment_id, side, note, until, pinned_at) "
		"VALUES (:segmentation, :user, :segment, CASE WHEN :in THEN 'in' ELSE 'out' END, :note, nullif (:until, 0), unixepoch ())", error) : NULL;

	if (insert == NULL)
		return FALSE;
	for (int i = 0; i < 2; i++) {
		SegStatement *statement = i == 0 ? clear : insert;

		seg_statement_bind_integer (statement, ":segmentation", segmentation_id);
		seg_statement_bind_integer (statement, ":user", user_id);
		seg_statement_bind_integer (statement, ":segment", segment_id);
		seg_statement_bind_integer (statement, ":in", in != FALSE);
	}
	seg_statement_bind_text (insert, ":note", note != NULL ? note : "");
	seg_statement_bind_integer (insert, ":until", until);
	return seg_statement_run (clear, error) && seg_statement_run (insert, error);
}

gboolean
seg_pin_put (SegWorkspace *workspace, gint64 segment_id, gint64 user_id, gboolean in, const char *note, gint64 until, GError **error)
{
	g_autoptr (SegEdit) edit = NULL;
	Place place = { 0 };
	gboolean done;

	if (until != 0 && until <= g_get_real_time () / G_USEC_PER_SEC) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("A pin must end on a day to come"));
		return FALSE;
	}
	edit = seg_edit_begin (workspace, error);
	done = edit != NULL && find_place (workspace, segment_id, user_id, &place, error)
	       && seg_pins_lift (workspace, place.segmentation_id, error)
	       && write_pin (workspace, place.segmentation_id, segment_id, user_id, in, note, until, error)
	       && seg_pins_apply (workspace, place.segmentation_id, error) && audit (workspace, in ? "pin in" : "pin out", &place, error)
	       && seg_edit_commit (g_steal_pointer (&edit), in ? N_("Pin a user in a segment") : N_("Pin a user out of a segment"), place.words, error);
	place_clear (&place);
	return done;
}

static gboolean
delete_pin (SegWorkspace *workspace, const Place *place, gint64 segment_id, gint64 user_id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"DELETE FROM pin WHERE segment_id = :segment AND user_id = :user AND segmentation_id = :segmentation", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":segmentation", place->segmentation_id);
	seg_statement_bind_integer (statement, ":segment", segment_id);
	seg_statement_bind_integer (statement, ":user", user_id);
	if (!seg_statement_run (statement, error))
		return FALSE;
	if (seg_workspace_changes (workspace) > 0)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("User \"%s\" is not pinned in or out of \"%s\""), place->user, place->segment);
	return FALSE;
}

gboolean
seg_pin_remove (SegWorkspace *workspace, gint64 segment_id, gint64 user_id, GError **error)
{
	g_autoptr (SegEdit) edit = seg_edit_begin (workspace, error);
	Place place = { 0 };
	gboolean done = edit != NULL && find_place (workspace, segment_id, user_id, &place, error)
	                && seg_pins_lift (workspace, place.segmentation_id, error) && delete_pin (workspace, &place, segment_id, user_id, error)
	                && seg_pins_apply (workspace, place.segmentation_id, error) && audit (workspace, "unpin", &place, error)
	                && seg_edit_commit (g_steal_pointer (&edit), N_("Take off a pin"), place.words, error);

	place_clear (&place);
	return done;
}

/* Their end -------------------------------------------------------------------------------------------------------- */

static gboolean
count_ended (SegWorkspace *workspace, gint64 now, GArray *segmentations, guint *n, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT segmentation_id, count (*) FROM pin WHERE until <= :now GROUP BY segmentation_id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	*n = 0;
	seg_statement_bind_integer (statement, ":now", now != 0 ? now : g_get_real_time () / G_USEC_PER_SEC);
	while (seg_statement_next (statement, &failure)) {
		gint64 id = seg_statement_integer (statement, 0);

		g_array_append_val (segmentations, id);
		*n += (guint) seg_statement_integer (statement, 1);
	}
	return seg_query_ended (failure, error);
}

gboolean
seg_pins_count_ended (SegWorkspace *workspace, guint *n, GError **error)
{
	g_autoptr (GArray) segmentations = g_array_new (FALSE, FALSE, sizeof (gint64));

	return count_ended (workspace, 0, segmentations, n, error);
}

static gboolean
expire_in (SegWorkspace *workspace, gint64 segmentation_id, gint64 now, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"DELETE FROM pin WHERE segmentation_id = :id AND until <= :now", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", segmentation_id);
	seg_statement_bind_integer (statement, ":now", now);
	return seg_pins_lift (workspace, segmentation_id, error) && seg_statement_run (statement, error)
	       && seg_pins_apply (workspace, segmentation_id, error);
}

gboolean
seg_pins_expire (SegWorkspace *workspace, gint64 now, guint *n, GError **error)
{
	g_autoptr (GArray) segmentations = g_array_new (FALSE, FALSE, sizeof (gint64));
	g_autoptr (SegEdit) edit = NULL;
	g_autofree char *detail = NULL, *count = NULL;
	guint ended;

	if (now == 0)
		now = g_get_real_time () / G_USEC_PER_SEC;
	if (!count_ended (workspace, now, segmentations, &ended, error))
		return FALSE;
	if (n != NULL)
		*n = ended;
	if (ended == 0)
		return TRUE;
	edit = seg_edit_begin (workspace, error);
	for (guint i = 0; edit != NULL && i < segmentations->len; i++)
		if (!expire_in (workspace, g_array_index (segmentations, gint64, i), now, error))
			return FALSE;
	detail = g_strdup_printf ("{\"pins\": %u}", ended);
	count = g_strdup_printf ("%u", ended);
	return edit != NULL && seg_audit_add (workspace, "pins ended", "segments", detail, error)
	       && seg_edit_commit (g_steal_pointer (&edit), N_("Take off pins that have ended"), count, error);
}

/* Listing ---------------------------------------------------------------------------------------------------------- */

static SegPin *
read_pin (SegStatement *statement)
{
	SegPin *pin = g_new0 (SegPin, 1);

	pin->segmentation_id = seg_statement_integer (statement, 0);
	pin->segment_id = seg_statement_integer (statement, 1);
	pin->user_id = seg_statement_integer (statement, 2);
	pin->segmentation = g_strdup (seg_statement_text (statement, 3));
	pin->segment = g_strdup (seg_statement_text (statement, 4));
	pin->colour = (guint) CLAMP (seg_statement_integer (statement, 5), 1, SEG_SEGMENT_COLOURS);
	pin->user = g_strdup (seg_statement_text (statement, 6));
	pin->in = seg_statement_integer (statement, 7) != 0;
	pin->note = g_strdup (seg_statement_text (statement, 8));
	pin->until = seg_statement_integer (statement, 9);
	pin->pinned_at = seg_statement_integer (statement, 10);
	pin->without = g_strdup (seg_statement_text (statement, 11));
	return pin;
}

GPtrArray *
seg_pins (SegWorkspace *workspace, gint64 segmentation_id, gint64 user_id, GError **error)
{
	g_autoptr (GPtrArray) pins = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_pin_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT p.segmentation_id, p.segment_id, p.user_id, g.name, s.name, s.colour, user.key, p.side = 'in', p.note, p.until, p.pinned_at, w.name "
		"FROM pin p JOIN segmentation g ON g.id = p.segmentation_id JOIN segment s ON s.id = p.segment_id JOIN user ON user.id = p.user_id "
		"LEFT JOIN pinned_away a ON a.segmentation_id = p.segmentation_id AND a.user_id = p.user_id LEFT JOIN segment w ON w.id = a.segment_id "
		"WHERE (:segmentation = 0 OR p.segmentation_id = :segmentation) AND (:user = 0 OR p.user_id = :user) "
		"ORDER BY g.id DESC, s.position, p.side, user.key", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":segmentation", segmentation_id);
	seg_statement_bind_integer (statement, ":user", user_id);
	while (seg_statement_next (statement, &failure))
		g_ptr_array_add (pins, read_pin (statement));
	return seg_query_ended (failure, error) ? g_steal_pointer (&pins) : NULL;
}

char *
seg_pin_words (const SegPin *pin)
{
	g_autoptr (GString) words = g_string_new (NULL);

	g_string_printf (words, pin->in ? _("pinned in \"%s\"") : _("pinned out of \"%s\""), pin->segment);
	if (pin->until != 0) {
		g_autoptr (GDateTime) last = g_date_time_new_from_unix_utc (pin->until - 1);
		g_autofree char *day = last != NULL ? g_date_time_format (last, "%Y-%m-%d") : g_strdup ("");

		g_string_append_printf (words, _(" until %s"), day);
	}
	if (pin->note[0] != '\0')
		g_string_append_printf (words, ": %s", pin->note);
	return g_string_free (g_steal_pointer (&words), FALSE);
}
