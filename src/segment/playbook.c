/* The program's own plays, and the playbook as it is now. A new play is one row of the table. */
#include <config.h>
#include "playbook-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* The first that applies is suggested: what is worth most, or most urgent, stands first. */
static const SegBuiltInPlay built_in[] = {
	{ "at-risk", N_("High value at risk"), "value index > 150 and recency index > 130",
	  N_("Win them back in person: ask what is missing, call the best of them"), N_("A gift that needs no purchase: a free hour of advice, early access"),
	  N_("Telephone or personal message") },
	{ "champions", N_("Champions"), "value index > 180 and frequency index > 150 and recency index < 100",
	  N_("Thank them, let them see new things first, ask them to recommend you"), N_("Early access, membership, no discount"), N_("Personal message, community") },
	{ "loyal", N_("Loyal"), "frequency index > 120 and recency index < 100",
	  N_("Keep them coming: what fits next to what they have, a level to reach"), N_("Bundle, points, annual membership"), N_("E-mail, app") },
	{ "big-rare", N_("Seldom, but much"), "order value index > 140 and frequency index < 100",
	  N_("Give a reason for the next large purchase before it is due"), N_("The next level of what they bought, payment in parts"), N_("E-mail, telephone") },
	{ "new", N_("New"), "tenure index < 60",
	  N_("Make the first weeks a success: one clear next step, help to finish it"), N_("Second purchase within two weeks, starter bundle"), N_("E-mail series, app") },
	{ "free-learners", N_("Free learners"), "activity index > 60 and value index < 30",
	  N_("Turn attention into a first purchase: what comes after what they use for free"), N_("Trial, low first price"), N_("In the product, e-mail") },
	{ "price-sensitive", N_("Price-sensitive"), "discount effect > 0.3 or price effect < -0.4 and frequency index > 50",
	  N_("Speak to them when prices fall, and in bundles; do not train them to wait"), N_("Bundle or coupon with a minimum, ends soon"), N_("SMS, app") },
	{ "refunders", N_("Give much back"), "refunds index > 200",
	  N_("Find out what was promised and not kept; leave them out of pushing campaigns"), N_("Trial lesson before purchase, exchange instead of refund"), N_("Service") },
	{ "explorers", N_("Broad interests"), "variety index > 140",
	  N_("Show them the new and the neighbouring; let them put together their own"), N_("Subscription to everything, pick any three"), N_("E-mail, app") },
	{ "finishers", N_("Finish what they begin"), "completion effect > 0.4",
	  N_("Offer what comes next right when they finish"), N_("Next level, certificate"), N_("In the product, e-mail") },
	{ "dormant", N_("Dormant"), "recency index > 150",
	  N_("Wake them once with something new; stop writing to those who stay silent"), N_("Welcome back, limited in time"), N_("E-mail, then SMS") },
	{ "seldom", N_("Seldom seen"), "activity index < 60",
	  N_("Find the one thing they came for, and remind of it at their time of day"), N_("Small first step, reminder"), N_("App, e-mail") },
	{ "everyone", N_("Like everyone"), "",
	  N_("Serve them as everyone, test what moves them"), N_("The usual offer, half of them another one"), N_("The usual channel") },
};

const SegBuiltInPlay *
seg_built_in_play (guint number)
{
	return number < G_N_ELEMENTS (built_in) ? &built_in[number] : NULL;
}

const SegBuiltInPlay *
seg_built_in_play_find (const char *name)
{
	for (guint i = 0; name != NULL && i < G_N_ELEMENTS (built_in); i++)
		if (strcmp (built_in[i].built_in, name) == 0)
			return &built_in[i];
	return NULL;
}

SegPlay *
seg_play_new (const char *name, const char *condition, const char *action, const char *offer, const char *channel)
{
	SegPlay *play = g_new0 (SegPlay, 1);

	play->name = g_strdup (name != NULL ? name : "");
	play->condition = g_strdup (condition != NULL ? condition : "");
	play->action = g_strdup (action != NULL ? action : "");
	play->offer = g_strdup (offer != NULL ? offer : "");
	play->channel = g_strdup (channel != NULL ? channel : "");
	play->enabled = TRUE;
	return play;
}

void
seg_play_free (SegPlay *play)
{
	if (play == NULL)
		return;
	g_free (play->built_in);
	g_free (play->name);
	g_free (play->condition);
	g_free (play->action);
	g_free (play->offer);
	g_free (play->channel);
	g_free (play);
}

SegPlay *
seg_play_built_in (const SegBuiltInPlay *row)
{
	SegPlay *play = seg_play_new (_(row->name), row->condition, _(row->action), _(row->offer), _(row->channel));

	play->built_in = g_strdup (row->built_in);
	return play;
}

const SegPlay *
seg_playbook_find (const GPtrArray *plays, const char *name, guint *number, GError **error)
{
	g_autoptr (GString) names = g_string_new (NULL);
	guint64 asked;

	if (!g_ascii_string_to_unsigned (name, 10, 1, G_MAXUINT, &asked, NULL))
		asked = 0;
	for (guint i = 0; i < plays->len; i++) {
		const SegPlay *play = plays->pdata[i];

		g_string_append_printf (names, "%s%u %s", i > 0 ? ", " : "", i + 1, play->name);
		if (asked != i + 1 && g_strcmp0 (play->built_in, name) != 0 && g_utf8_collate (play->name, name) != 0)
			continue;
		if (number != NULL)
			*number = i + 1;
		return play;
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no play \"%s\"; there are: %s"), name, names->str);
	return NULL;
}

guint
seg_playbook_choose (const GPtrArray *plays, const SegProfile *profile)
{
	for (guint i = 0; i < plays->len; i++) {
		const SegPlay *play = plays->pdata[i];

		if (play->enabled && seg_play_applies (play->condition, profile, NULL))
			return i + 1;
	}
	return 0;
}

const char *
seg_play_state (const SegPlay *play)
{
	return !play->enabled ? _("off") : play->built_in == NULL ? _("your own") : play->edited ? _("edited") : _("built in");
}
