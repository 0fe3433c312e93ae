/* Channels, and which attributes of users say who may be reached by one, and where. */
#include <config.h>
#include "campaign-private.h"

#include <glib/gi18n.h>
#include <string.h>

static const SegChannel channels[] = {
	{ "email", N_("e-mail"), N_("no e-mail consent"), N_("no e-mail address"), "consent", "email" },
	{ "sms", N_("SMS"), N_("no consent to SMS"), N_("no mobile number"), NULL, "phone" },
	{ "wechat", N_("WeChat"), N_("no consent to WeChat"), N_("no WeChat account"), NULL, NULL },
	{ "push", N_("push message"), N_("no consent to push messages"), N_("no device for push messages"), NULL, NULL },
	{ "phone", N_("phone call"), N_("no consent to calls"), N_("no phone number"), NULL, "phone" },
	{ "post", N_("letter"), N_("no consent to letters"), N_("no postal address"), NULL, NULL },
	{ "ads", N_("advertising audience"), N_("no consent to advertising"), N_("no address to match"), NULL, "email" },
};

const SegChannel *
seg_channels (gsize *n)
{
	*n = G_N_ELEMENTS (channels);
	return channels;
}

const SegChannel *
seg_channel_find (const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS (channels); i++)
		if (g_ascii_strcasecmp (channels[i].name, name) == 0)
			return &channels[i];
	return NULL;
}

/* What a person chose; both NULL where nothing was. */
static gboolean
read_choice (SegWorkspace *workspace, const char *channel, char **consent, char **address, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT consent, address FROM channel WHERE name = :name", error);
	GError *failure = NULL;

	*consent = *address = NULL;
	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", channel);
	if (seg_statement_next (statement, &failure)) {
		*consent = g_strdup (seg_statement_is_null (statement, 0) ? NULL : seg_statement_text (statement, 0));
		*address = g_strdup (seg_statement_is_null (statement, 1) ? NULL : seg_statement_text (statement, 1));
	}
	return seg_query_ended (failure, error);
}

/* What was chosen, as long as it is there, else the usual one. */
static char *
settle (const GPtrArray *attributes, char *chosen, const char *field)
{
	const SegAttribute *attribute = NULL;

	for (guint i = 0; chosen != NULL && i < attributes->len; i++)
		if (strcmp (((const SegAttribute *) attributes->pdata[i])->name, chosen) == 0)
			return chosen;
	g_free (chosen);
	if (field != NULL)
		attribute = seg_attributes_with_field (attributes, field);
	return attribute != NULL ? g_strdup (attribute->name) : NULL;
}

gboolean
seg_channel_columns (SegWorkspace *workspace, const SegChannel *channel, char **consent, char **address, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "user", error);

	*consent = *address = NULL;
	if (attributes == NULL || !read_choice (workspace, channel->name, consent, address, error))
		return FALSE;
	*consent = settle (attributes, *consent, channel->consent_field);
	*address = settle (attributes, *address, channel->address_field);
	return TRUE;
}

/* Choosing ----------------------------------------------------------------------------------------------------------- */

static const SegAttribute *
find_attribute (const GPtrArray *attributes, const char *name, GError **error)
{
	const SegAttribute *attribute = seg_attributes_find (attributes, name);
	g_autoptr (GString) names = NULL;

	if (attribute != NULL)
		return attribute;
	names = g_string_new (NULL);
	for (guint i = 0; i < attributes->len; i++)
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((const SegAttribute *) attributes->pdata[i])->name);
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("Users have no column \"%s\"; there are: %s"), name, names->str);
	return NULL;
}

/* @chosen becomes what @name says: NULL as it was, "" nothing. */
static gboolean
choose (const GPtrArray *attributes, const char *name, gboolean yes_or_no, char **chosen, GError **error)
{
	const SegAttribute *attribute;

	if (name == NULL)
		return TRUE;
	attribute = name[0] != '\0' ? find_attribute (attributes, name, error) : NULL;
	if (name[0] != '\0' && attribute == NULL)
		return FALSE;
	if (attribute != NULL && yes_or_no && attribute->type != SEG_TYPE_BOOLEAN) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("%s cannot say who has agreed: it is not yes or no"), attribute->label);
		return FALSE;
	}
	g_free (*chosen);
	*chosen = attribute != NULL ? g_strdup (attribute->name) : NULL;
	return TRUE;
}

static gboolean
write_choice (SegWorkspace *workspace, const char *channel, const char *consent, const char *address, GError **error)
{
	g_autoptr (SegStatement) write = seg_workspace_prepare (workspace,
		"INSERT INTO channel (name, consent, address) VALUES (:name, :consent, :address) "
		"ON CONFLICT (name) DO UPDATE SET consent = :consent, address = :address", error);
	g_autofree char *detail = NULL;

	if (write == NULL)
		return FALSE;
	seg_statement_bind_text (write, ":name", channel);
	seg_statement_bind_text (write, ":consent", consent);
	seg_statement_bind_text (write, ":address", address);
	detail = seg_campaign_detail ("consent", consent != NULL ? consent : "", "address", address != NULL ? address : "", NULL);
	return seg_statement_run (write, error) && seg_audit_add (workspace, "channel columns", channel, detail, error);
}

gboolean
seg_channel_choose (SegWorkspace *workspace, const SegChannel *channel, const char *consent, const char *address, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "user", error);
	g_autoptr (SegTransaction) transaction = attributes != NULL ? seg_transaction_begin (workspace, error) : NULL;
	g_autofree char *new_consent = NULL, *new_address = NULL;

	return transaction != NULL && read_choice (workspace, channel->name, &new_consent, &new_address, error)
	       && choose (attributes, consent, TRUE, &new_consent, error) && choose (attributes, address, FALSE, &new_address, error)
	       && write_choice (workspace, channel->name, new_consent, new_address, error)
	       && seg_transaction_commit (g_steal_pointer (&transaction), error);
}
