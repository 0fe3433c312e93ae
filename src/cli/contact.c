#include <config.h>
#include "commands.h"
#include "campaign_option.h"
#include "campaign_print.h"

#include <segscope/contact.h>
#include <segscope/csv.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

/* What was asked for. */
typedef struct {
	SegCommonOptions common;
	char *channel, *consent, *address, *reason, *hold_out, *file;
	char **stop, **resume;
	int   quiet_days, most, most_days;
	gboolean list, log;
} Request;

static void
clear_request (Request *request)
{
	char *texts[] = { request->channel, request->consent, request->address, request->reason, request->hold_out, request->file };

	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
		g_free (texts[i]);
	g_strfreev (request->stop);
	g_strfreev (request->resume);
}

static gboolean
parse (const SegCommand *command, int *argc, char ***argv, Request *request, GError **error)
{
	const GOptionEntry entries[] = {
		{ "channel", 0, 0, G_OPTION_ARG_STRING, &request->channel, N_("With --consent, --address, --stop: of this channel"), "CHANNEL" },
		{ "consent", 0, 0, G_OPTION_ARG_STRING, &request->consent, N_("The column that says who has agreed to the channel; \"\": the usual one"), "COLUMN" },
		{ "address", 0, 0, G_OPTION_ARG_STRING, &request->address, N_("The column that says where people are reached; \"\": the usual one"), "COLUMN" },
		{ "quiet-days", 0, 0, G_OPTION_ARG_INT, &request->quiet_days, N_("Contact nobody twice in so many days; 0: no such rule; needs --reason"), "N" },
		{ "most", 0, 0, G_OPTION_ARG_INT, &request->most, N_("Contact nobody more often than this in --most-days; 0: no such rule; needs --reason"), "N" },
		{ "most-days", 0, 0, G_OPTION_ARG_INT, &request->most_days, N_("The days that --most is about"), "N" },
		{ "stop", 0, 0, G_OPTION_ARG_STRING_ARRAY, &request->stop, N_("Put a user on the list of those not to be contacted; needs --reason"), "KEY" },
		{ "stop-file", 0, 0, G_OPTION_ARG_FILENAME, &request->file, N_("The same for all keys in a file: one a line, or the first column of a CSV file"), "FILE" },
		{ "resume", 0, 0, G_OPTION_ARG_STRING_ARRAY, &request->resume, N_("Take a user off that list; needs --reason"), "KEY" },
		{ "list", 0, 0, G_OPTION_ARG_NONE, &request->list, N_("Show that list"), NULL },
		{ "log", 0, 0, G_OPTION_ARG_NONE, &request->log, N_("Show who changed these rules and why, and every regard that a campaign did not have to them"), NULL },
		{ "hold-out", 0, 0, G_OPTION_ARG_STRING, &request->hold_out, N_("Hold this share of all users back from all campaigns; needs --reason"), "SHARE" },
		{ "reason", 0, 0, G_OPTION_ARG_STRING, &request->reason, N_("Why; kept in the audit log"), "WORDS" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	request->quiet_days = request->most = request->most_days = -1;
	return seg_cli_parse (command, entries, 1, 1, argc, argv, &request->common, error);
}

/* Showing -------------------------------------------------------------------------------------------------------------- */

static gboolean
show_channels (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autoptr (SegTable) table = seg_table_new ();
	gsize n;
	const SegChannel *channels = seg_channels (&n);

	seg_table_column (table, "channel", _("Channel"), SEG_CELL_TEXT);
	seg_table_column (table, "label", "", SEG_CELL_TEXT);
	seg_table_column (table, "consent", _("Who has agreed"), SEG_CELL_TEXT);
	seg_table_column (table, "address", _("Where"), SEG_CELL_TEXT);
	for (gsize i = 0; i < n; i++) {
		g_autofree char *consent = NULL, *address = NULL;

		if (!seg_channel_columns (workspace, &channels[i], &consent, &address, error))
			return FALSE;
		seg_table_text (table, channels[i].name);
		seg_table_text (table, _(channels[i].label));
		seg_table_text (table, consent);
		seg_table_text (table, address);
	}
	seg_table_print (table, request->common.output);
	return TRUE;
}

static gboolean
show (SegWorkspace *workspace, const Request *request, GError **error)
{
	SegContactPolicy policy;
	SegHoldOut hold_out;
	gint64 n;

	if (!seg_contact_policy_read (workspace, &policy, error) || !seg_do_not_contact_count (workspace, &n, error)
	    || !seg_hold_out_read (workspace, &hold_out, error))
		return FALSE;
	if (policy.quiet_days > 0)
		seg_cli_say (&request->common, _("Nobody is contacted twice in %u days."), policy.quiet_days);
	if (policy.most > 0 && policy.most_days > 0)
		seg_cli_say (&request->common, _("Nobody is contacted more than %u times in %u days."), policy.most, policy.most_days);
	seg_cli_say (&request->common, ngettext ("%" PRId64 " person is on the list of those not to be contacted.",
	                                         "%" PRId64 " people are on the list of those not to be contacted.", (gulong) n), n);
	if (hold_out.share > 0)
		seg_cli_say (&request->common, _("%.4g %% of all users are held back from all campaigns."), hold_out.share * 100);
	seg_hold_out_clear (&hold_out);
	return show_channels (workspace, request, error);
}

static gboolean
list (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autoptr (GPtrArray) entries = seg_do_not_contact (workspace, 0, G_MAXINT64, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (entries == NULL)
		return FALSE;
	seg_table_column (table, "key", _("User"), SEG_CELL_TEXT);
	seg_table_column (table, "channel", _("Channel"), SEG_CELL_TEXT);
	seg_table_column (table, "reason", _("Reason"), SEG_CELL_TEXT);
	seg_table_column (table, "who", _("Who"), SEG_CELL_TEXT);
	seg_table_column (table, "added_at", _("When (UTC)"), SEG_CELL_DATE);
	for (guint i = 0; i < entries->len; i++) {
		const SegDoNotContact *entry = entries->pdata[i];

		seg_table_text (table, entry->key);
		seg_table_text (table, entry->channel);
		seg_table_text (table, entry->reason);
		seg_table_text (table, entry->who);
		seg_table_integer (table, entry->added_at);
	}
	seg_table_print (table, request->common.output);
	return TRUE;
}

/* Changing ------------------------------------------------------------------------------------------------------------- */

static const SegChannel *
find_channel (const char *name, GError **error)
{
	const SegChannel *channel = seg_channel_find (name);

	if (channel == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no channel \"%s\"; there are: email, sms, wechat, push, phone, post, ads"), name);
	return channel;
}

static gboolean
choose_columns (SegWorkspace *workspace, const Request *request, GError **error)
{
	const SegChannel *channel;

	if (request->channel == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--consent and --address need --channel"));
		return FALSE;
	}
	channel = find_channel (request->channel, error);
	return channel != NULL && seg_channel_choose (workspace, channel, request->consent, request->address, error);
}

static gboolean
change_policy (SegWorkspace *workspace, const Request *request, GError **error)
{
	SegContactPolicy policy;

	if (!seg_contact_policy_read (workspace, &policy, error))
		return FALSE;
	if (request->quiet_days >= 0)
		policy.quiet_days = (guint) request->quiet_days;
	if (request->most >= 0)
		policy.most = (guint) request->most;
	if (request->most_days >= 0)
		policy.most_days = (guint) request->most_days;
	return seg_contact_policy_write (workspace, &policy, request->reason, error);
}

/* What stands over a column of keys, unless somebody has such a key. */
static gboolean
is_heading (SegWorkspace *workspace, const char *text, gboolean *heading, GError **error)
{
	static const char *const words[] = { "user_id", "userid", "user id", "user", "uid", "id", "key", "user_key", "customer_id", "customer", "member_id", "用户",
		                                 "用户id", "用户编号", "会员id", "会员编号", "客户编号", NULL };
	g_autofree char *folded = g_utf8_strdown (text, -1);
	gint64 id = 0;

	if (g_strv_contains (words, folded) && !seg_workspace_find_key (workspace, "user", text, &id, error))
		return FALSE;
	*heading = g_strv_contains (words, folded) && id == 0;
	return TRUE;
}

/* The first column of a CSV file, without what stands over it. */
static gboolean
read_keys (SegWorkspace *workspace, const char *path, GHashTable *keys, GError **error)
{
	g_autofree char *contents = NULL;
	g_auto (GStrv) lines = NULL;
	GError *failure = NULL;
	char delimiter = ',';
	gboolean first = TRUE;

	if (!g_file_get_contents (path, &contents, NULL, &failure)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, "%s", failure->message);
		g_clear_error (&failure);
		return FALSE;
	}
	if (!g_utf8_validate (contents, -1, NULL)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s is not UTF-8"), path);
		return FALSE;
	}
	lines = g_strsplit_set (contents + (g_str_has_prefix (contents, "\xef\xbb\xbf") ? 3 : 0), "\r\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		g_auto (GStrv) fields = NULL;
		gboolean heading = FALSE;

		if (first && strchr (*line, ',') == NULL)
			delimiter = strchr (*line, '\t') != NULL ? '\t' : strchr (*line, ';') != NULL ? ';' : ',';
		fields = seg_csv_split (*line, delimiter, '"');
		if (fields[0] == NULL || g_strstrip (fields[0])[0] == '\0')
			continue;
		if (first && !is_heading (workspace, fields[0], &heading, error))
			return FALSE;
		if (!heading)
			g_hash_table_add (keys, g_strdup (fields[0]));
		first = FALSE;
	}
	return TRUE;
}

static gboolean
stop (SegWorkspace *workspace, const Request *request, GError **error)
{
	g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autofree const char **list = NULL;
	gint64 n_unknown;
	guint n;

	if ((request->channel != NULL && find_channel (request->channel, error) == NULL)
	    || (request->file != NULL && !read_keys (workspace, request->file, keys, error)))
		return FALSE;
	for (char **key = request->stop; key != NULL && *key != NULL; key++)
		g_hash_table_add (keys, g_strdup (*key));
	list = (const char **) g_hash_table_get_keys_as_array (keys, NULL);
	if (!seg_do_not_contact_add (workspace, list, request->channel, request->reason, &n_unknown, error))
		return FALSE;
	n = g_hash_table_size (keys) - (guint) n_unknown;
	seg_cli_remark (&request->common, ngettext ("%u person is not contacted any more", "%u people are not contacted any more", n), n);
	if (n_unknown > 0)
		seg_cli_remark (&request->common, _("%" PRId64 " of the keys are of no user so far; they are kept for when one comes"), n_unknown);
	return TRUE;
}

static gboolean
resume (SegWorkspace *workspace, const Request *request, GError **error)
{
	gint64 n;

	if (!seg_do_not_contact_remove (workspace, (const char *const *) request->resume, request->reason, &n, error))
		return FALSE;
	seg_cli_remark (&request->common, _("%" PRId64 " entries are taken off the list"), n);
	return TRUE;
}

static gboolean
hold_out (SegWorkspace *workspace, const Request *request, GError **error)
{
	double share;

	return seg_campaign_parse_share ("--hold-out", request->hold_out, 0.5, &share, error)
	       && seg_hold_out_set (workspace, share, request->reason, error);
}

static gboolean
serve (const Request *request, const char *path, GError **error)
{
	gboolean columns = request->consent != NULL || request->address != NULL, stops = request->stop != NULL || request->file != NULL;
	gboolean policy = request->quiet_days >= 0 || request->most >= 0 || request->most_days >= 0;
	gboolean writes = columns || stops || policy || request->resume != NULL || request->hold_out != NULL;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, writes ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegTransaction) transaction = NULL;

	if (workspace == NULL)
		return FALSE;
	if (!writes && request->log)
		return seg_campaign_print_log (&request->common, workspace, SEG_LOG_CONTACT, NULL, error);
	if (!writes)
		return request->list ? list (workspace, request, error) : show (workspace, request, error);
	transaction = seg_transaction_begin (workspace, error);
	return transaction != NULL && (!columns || choose_columns (workspace, request, error)) && (!policy || change_policy (workspace, request, error))
	       && (!stops || stop (workspace, request, error)) && (request->resume == NULL || resume (workspace, request, error))
	       && (request->hold_out == NULL || hold_out (workspace, request, error)) && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Request request = { 0 };
	gboolean success = parse (command, &argc, &argv, &request, error);

	if (success && argc > 0)
		success = serve (&request, argv[1], error);
	clear_request (&request);
	return success;
}

const SegCommand seg_command_contact = {
	"contact", "WORKSPACE", N_("Who may be contacted at all: columns of consent, how often, who never, who is held back from everything"),
	N_("Every campaign asks for this; without options it shows what holds.\n\n"
	   "  segscope contact courses.seg --channel sms --consent sms_ok --address mobile\n"
	   "  segscope contact courses.seg --quiet-days 14 --reason \"complaints in May\"\n"
	   "  segscope contact courses.seg --stop u00017 --reason \"asked by phone\"\n"
	   "  segscope contact courses.seg --hold-out 5% --reason \"to see what all campaigns bring\""),
	run
};
