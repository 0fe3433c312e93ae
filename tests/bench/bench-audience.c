/* Counting a campaign's funnel after each of some edits, with the time by the clock and that of the processors: bench-audience WORKSPACE [DRAFT]. With the name of a kept draft, edits of that one, whose
 * people keep their arms. */
#include <config.h>
#include <segscope/audience.h>

#include <stdio.h>
#include <time.h>

static SegAudience *audience;

static void
count (SegWorkspace *workspace, const char *what, const SegCampaignDraft *draft)
{
	gint64 start = g_get_monotonic_time ();
	clock_t worked = clock ();
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) funnel = seg_audience_funnel (audience, workspace, draft, NULL, &error);
	double seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;

	printf ("%-46s %7.3f s, %5.2f s of both processors", what, seconds, (double) (clock () - worked) / CLOCKS_PER_SEC);
	for (guint i = 0; funnel != NULL && i < funnel->len; i++)
		printf (" %s%" G_GINT64_FORMAT, ((SegFunnelStep *) funnel->pdata[i])->kind == SEG_FUNNEL_MINUS ? "-" : "",
		        ((SegFunnelStep *) funnel->pdata[i])->count);
	printf ("%s\n", error != NULL ? error->message : "");
}

static int
change_draft (SegWorkspace *workspace, const char *name)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegCampaign) campaign = seg_campaign_load (workspace, name, &error);

	if (campaign == NULL) {
		fprintf (stderr, "%s\n", error->message);
		return 1;
	}
	seg_audience_set_campaign (audience, campaign->id);
	count (workspace, "the draft as it is, the first time", campaign->draft);
	count (workspace, "nothing changed", campaign->draft);
	g_free (campaign->draft->filter);
	campaign->draft->filter = g_strdup ("city = Ulm");
	count (workspace, "a filter by an attribute", campaign->draft);
	g_clear_pointer (&campaign->draft->filter, g_free);
	campaign->draft->limit = 300000;
	count (workspace, "a limit", campaign->draft);
	campaign->draft->control_share = 0.15;
	count (workspace, "another control share: arms are drawn anew", campaign->draft);
	seg_audience_free (audience);
	return 0;
}

int
main (int argc, char **argv)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegWorkspace) workspace = argc > 1 ? seg_workspace_open (argv[1], SEG_WORKSPACE_READ_ONLY, &error) : NULL;
	g_autoptr (SegCampaignDraft) draft = seg_campaign_draft_new ();

	if (workspace == NULL) {
		fprintf (stderr, "bench-audience WORKSPACE: %s\n", error != NULL ? error->message : "");
		return 1;
	}
	audience = seg_audience_new ();
	if (argc > 2)
		return change_draft (workspace, argv[2]);
	count (workspace, "everyone, the first time", draft);
	count (workspace, "nothing changed", draft);
	draft->filter = g_strdup ("city = Ulm");
	count (workspace, "a filter by an attribute", draft);
	g_free (draft->filter);
	draft->filter = g_strdup ("monetary > 300");
	count (workspace, "a filter by a feature", draft);
	g_free (draft->filter);
	draft->filter = g_strdup ("monetary > 400");
	count (workspace, "another threshold", draft);
	seg_campaign_draft_add_part (draft, SEG_PART_REMOVE, SEG_PART_FILTER, "city = Oslo and monetary < 900", 0);
	count (workspace, "people left out by a filter", draft);
	draft->control_share = 0.2;
	count (workspace, "another control share", draft);
	draft->split = SEG_SPLIT_HASH;
	count (workspace, "split by hash alone", draft);
	draft->control_share = 0.1;
	count (workspace, "another share of it", draft);
	draft->rank_by = g_strdup ("monetary");
	draft->limit = 50000;
	count (workspace, "the 50,000 with the highest figure", draft);
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONSENT, "a test");
	count (workspace, "without consent", draft);
	seg_campaign_draft_set_channel (draft, "sms");
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONSENT, "a test");
	count (workspace, "another channel, with numbers for addresses", draft);
	draft->one_an_address = FALSE;
	count (workspace, "a message for each account", draft);
	seg_audience_free (audience);
	return 0;
}
