/* The ledger of contacts is written here: while an export runs it is noted what becomes of whom, packed in 3 bytes or so a person, and put into the
 * table in the transaction that puts the export on record. */
#include <config.h>
#include "ledger-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#define ROWS_OF_A_CHUNK 4096

struct SegLedgerLog {
	GByteArray *bytes; /* a person: how far the id is above the one before (7 bits a byte, lowest first), number of the arm, outcome */
	GPtrArray  *arms;  /* of char* */
	gint64      last;
	gsize       n;
};

SegLedgerLog *
seg_ledger_log_new (void)
{
	SegLedgerLog *log = g_new0 (SegLedgerLog, 1);

	log->bytes = g_byte_array_new ();
	log->arms = g_ptr_array_new_with_free_func (g_free);
	return log;
}

void
seg_ledger_log_free (SegLedgerLog *log)
{
	if (log == NULL)
		return;
	g_byte_array_unref (log->bytes);
	g_ptr_array_unref (log->arms);
	g_free (log);
}

static guint8
arm_number (SegLedgerLog *log, const char *arm)
{
	for (guint i = 0; i < log->arms->len; i++)
		if (strcmp (log->arms->pdata[i], arm) == 0)
			return (guint8) i;
	g_ptr_array_add (log->arms, g_strdup (arm));
	return (guint8) (log->arms->len - 1);
}

void
seg_ledger_log_add (SegLedgerLog *log, gint64 user_id, const char *arm, SegLedgerOutcome outcome)
{
	guint8 bytes[12];
	guint n = 0;

	for (guint64 step = (guint64) (user_id - log->last); ; step >>= 7) {
		bytes[n++] = (guint8) ((step & 0x7F) | (step > 0x7F ? 0x80 : 0));
		if (step <= 0x7F)
			break;
	}
	bytes[n++] = arm_number (log, arm);
	bytes[n++] = (guint8) outcome;
	g_byte_array_append (log->bytes, bytes, n);
	log->last = user_id;
	log->n++;
}

/* Into the table ------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64      user, counts;
	SegBulkText arm, outcome;
} Row;

static const guint8 *
unpack (const SegLedgerLog *log, const guint8 *at, gint64 *last, Row *row)
{
	guint64 step = 0;
	const char *arm, *outcome;

	for (guint shift = 0; ; shift += 7) {
		step |= (guint64) (*at & 0x7F) << shift;
		if ((*at++ & 0x80) == 0)
			break;
	}
	*last += (gint64) step;
	arm = log->arms->pdata[*at++];
	outcome = seg_ledger_name ((SegLedgerOutcome) *at);
	*row = (Row) { *last, *at == SEG_LEDGER_WRITTEN, { arm, strlen (arm) }, { outcome, strlen (outcome) } };
	return at + 1;
}

/* Whom an earlier export of the campaign has written to, going up by id beside the log. */
typedef struct {
	SegStatement *rows;
	gint64        id; /* where it stands; G_MAXINT64: at its end */
} Earlier;

static void
clear_earlier (gpointer data)
{
	seg_statement_free (((Earlier *) data)->rows);
}

static gboolean
step (Earlier *earlier, GError **error)
{
	GError *failure = NULL;

	earlier->id = seg_statement_next (earlier->rows, &failure) ? seg_statement_integer (earlier->rows, 0) : G_MAXINT64;
	return seg_query_ended (failure, error);
}

static gboolean
read_earlier (SegWorkspace *workspace, gint64 campaign_id, gint64 export_id, GArray *all, GError **error)
{
	g_autoptr (SegStatement) exports = seg_workspace_prepare (workspace,
		"SELECT id FROM export WHERE campaign_id = :campaign AND id <> :export AND n_contacts > 0", error);
	GError *failure = NULL;

	if (exports == NULL)
		return FALSE;
	seg_statement_bind_integer (exports, ":campaign", campaign_id);
	seg_statement_bind_integer (exports, ":export", export_id);
	while (seg_statement_next (exports, &failure)) {
		Earlier earlier = { seg_workspace_prepare (workspace, "SELECT user_id FROM contact WHERE export_id = :id AND counts ORDER BY user_id", error), 0 };

		if (earlier.rows == NULL)
			return FALSE;
		seg_statement_bind_integer (earlier.rows, ":id", seg_statement_integer (exports, 0));
		g_array_append_val (all, earlier);
		if (!step (&g_array_index (all, Earlier, all->len - 1), error))
			return FALSE;
	}
	return seg_query_ended (failure, error);
}

/* Whom the campaign has written to before is no contact again. */
static gboolean
is_first (GArray *all, gint64 user_id, gboolean *first, GError **error)
{
	*first = TRUE;
	for (guint i = 0; i < all->len; i++) {
		Earlier *earlier = &g_array_index (all, Earlier, i);

		while (earlier->id < user_id)
			if (!step (earlier, error))
				return FALSE;
		*first &= earlier->id != user_id;
	}
	return TRUE;
}

static gboolean
insert_rows (const SegLedgerLog *log, SegBulk *bulk, GArray *earlier, gint64 *n_contacts, SegJob *job, GError **error)
{
	g_autofree Row *rows = g_new (Row, ROWS_OF_A_CHUNK);
	const SegBulkColumn columns[] = {
		{ SEG_BULK_INTEGER, &rows->user, sizeof *rows },     { SEG_BULK_TEXT, &rows->arm, sizeof *rows },
		{ SEG_BULK_TEXT, &rows->outcome, sizeof *rows },     { SEG_BULK_INTEGER, &rows->counts, sizeof *rows },
	};
	const guint8 *at = log->bytes->data, *end = at + log->bytes->len;
	gint64 last = 0;

	for (gsize n, done = 0; at < end; done += n) {
		for (n = 0; n < ROWS_OF_A_CHUNK && at < end; n++) {
			gboolean first;

			at = unpack (log, at, &last, &rows[n]);
			if (!is_first (earlier, last, &first, error))
				return FALSE;
			rows[n].counts &= first;
			*n_contacts += rows[n].counts;
		}
		if (!seg_bulk_insert (bulk, columns, n, error)
		    || !seg_job_proceed (job, (double) (done + n) / (double) MAX (log->n, 1), _("noting who is written to"), error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
set_contacts (SegWorkspace *workspace, gint64 export_id, gint64 n_contacts, GError **error)
{
	g_autoptr (SegStatement) update = seg_workspace_prepare (workspace, "UPDATE export SET n_contacts = :n WHERE id = :id", error);

	if (update == NULL)
		return FALSE;
	seg_statement_bind_integer (update, ":id", export_id);
	seg_statement_bind_integer (update, ":n", n_contacts);
	return seg_statement_run (update, error);
}

gboolean
seg_ledger_log_store (const SegLedgerLog *log, SegWorkspace *workspace, gint64 campaign_id, gint64 export_id, SegJob *job, GError **error)
{
	g_autofree char *select = g_strdup_printf ("%" PRId64 ", c0, c1, c2, c3", export_id);
	SegBulk *bulk = seg_bulk_new (workspace, "contact (export_id, user_id, arm, outcome, counts)", 4, select, error);
	g_autoptr (GArray) earlier = g_array_new (FALSE, FALSE, sizeof (Earlier));
	gint64 n_contacts = 0;
	gboolean done;

	g_array_set_clear_func (earlier, clear_earlier);
	done = bulk != NULL && read_earlier (workspace, campaign_id, export_id, earlier, error) && insert_rows (log, bulk, earlier, &n_contacts, job, error);
	seg_bulk_free (bulk);
	return done && set_contacts (workspace, export_id, n_contacts, error);
}

/* Lists that went out by other ways ------------------------------------------------------------------------------------- */

static gboolean
run_for (SegWorkspace *workspace, const char *sql, gint64 campaign_id, const char *who, gint64 export_id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":campaign", campaign_id);
	if (who != NULL)
		seg_statement_bind_text (statement, ":who", who);
	if (export_id != 0)
		seg_statement_bind_integer (statement, ":export", export_id);
	return seg_statement_run (statement, error);
}

gboolean
seg_ledger_all_went_out (SegWorkspace *workspace, gint64 campaign_id, GError **error)
{
	gint64 export_id;

	if (!run_for (workspace,
		"INSERT INTO export (campaign_id, campaign, at, who, n_rows, n_contacts, left_out, fingerprint, program_version) "
		"SELECT id, name, exported_at, :who, m.n, m.n, '{}', fingerprint, '" PACKAGE_VERSION "' FROM campaign, "
		"(SELECT count(*) AS n FROM campaign_member WHERE campaign_id = :campaign AND arm <> 'control') AS m WHERE id = :campaign",
		campaign_id, g_get_user_name (), 0, error))
		return FALSE;
	export_id = seg_workspace_last_id (workspace);
	return run_for (workspace,
		"INSERT INTO contact (export_id, user_id, arm, outcome, counts) SELECT :export, user_id, arm, 'written', 1 FROM campaign_member "
		"WHERE campaign_id = :campaign AND arm <> 'control' ORDER BY user_id", campaign_id, NULL, export_id, error);
}
