/* Every public data set that the project knows, imported by the mapping that stands here: as many rows as its description
 * says, nothing set aside, and facts that its publishers state or that were counted without this program. Sets that are no
 * tables of people and what they did (points, series, word lists) come in as users, one a row, as a person would cluster
 * them. Skipped where the data sets are absent. */
#include <config.h>

#include <string.h>

#include "ingest-fixture.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shop, shop_close)

#define MAP(...) ((const char *const[]) { __VA_ARGS__, NULL })

typedef struct {
	const char *file, *role;
	const char *const *map;
	SegImportOptions said;                               /* beyond the mapping */
	void (*convert) (const char *text, GString *csv);    /* for what is no CSV at all */
	gint64 rows;
	const char *sql, *facts;
} Set;

/* What is no CSV ----------------------------------------------------------------------------------------------------------- */

/* Columns padded with blanks, as statisticians' files have them: one comma for each run. */
static void
blanks_to_commas (const char *text, GString *csv)
{
	g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

	for (gsize i = 0; lines[i] != NULL; i++) {
		g_auto (GStrv) fields = g_strsplit_set (g_strstrip (lines[i]), " \r", -1);
		gsize n = 0;

		for (gsize j = 0; fields[j] != NULL; j++)
			if (fields[j][0] != '\0')
				g_string_append_printf (csv, "%s%s", n++ > 0 ? "," : "", fields[j]);
		if (n > 0)
			g_string_append_c (csv, '\n');
	}
}

/* Baskets, one a line, with any number of things in it: a row for each thing. */
static void
split_baskets (const char *text, const char *separator, GString *csv)
{
	g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

	g_string_append (csv, "basket,thing\n");
	for (gsize i = 0; lines[i] != NULL; i++) {
		g_auto (GStrv) things = g_strsplit (lines[i], separator, -1);

		for (gsize j = 0; things[j] != NULL; j++)
			if (g_strstrip (things[j])[0] != '\0')
				g_string_append_printf (csv, "%zu,%s\n", i + 1, things[j]);
	}
}

static void
baskets_of_numbers (const char *text, GString *csv)
{
	split_baskets (text, " ", csv);
}

static void
baskets_of_names (const char *text, GString *csv)
{
	split_baskets (text, ",", csv);
}

/* The sets -------------------------------------------------------------------------------------------------------------------- */

#define EVENTS "SELECT count(*), count (DISTINCT user_id), count (DISTINCT item_id) FROM event"
#define MONEY "SELECT count (DISTINCT user_id), sum (quantity), round (sum (amount), 2), date (min (at), 'unixepoch'), date (max (at), 'unixepoch') FROM event"
#define POINTS "SELECT count(*), count (DISTINCT label), round (sum (x1), 2) FROM user"
#define WORDS "SELECT count(*), count (DISTINCT \"column 1\") FROM user"
#define BASKET MAP ("user=basket", "item=thing")
#define LINES { .header = "no", .quotes = "no", .delimiter = '\t' }

static const Set sets[] = {
	/* catalogues, ratings and visits */
	{ "movielens-latest-small/ratings.csv", .rows = 100836,
	  .sql = "SELECT count (DISTINCT user_id), count (DISTINCT item_id), round (avg (rating), 4), date (min (at), 'unixepoch'), "
	         "date (max (at), 'unixepoch') FROM event", .facts = "610|9724|3.5016|1996-03-29|2018-09-24" },
	{ "movielens-latest-small/movies.csv", .role = "items", .rows = 9742,
	  .sql = "SELECT (SELECT count(*) FROM item), title, genres FROM item WHERE key = '1'",
	  .facts = "9742|Toy Story (1995)|Adventure|Animation|Children|Comedy|Fantasy" },
	{ "movielens-latest-small/tags.csv", .role = "events", .map = MAP ("text=tag"), .said = { .event_kind = "tag" }, .rows = 3683,
	  .sql = "SELECT count (DISTINCT user_id), count (DISTINCT item_id), (SELECT count (DISTINCT text) FROM review), "
	         "(SELECT count(*) FROM event_kind WHERE name = 'tag') FROM event", .facts = "58|1572|1589|1" },
	{ "movielens-latest-small/links.csv", .role = "items", .rows = 9742,
	  .sql = "SELECT imdbId, (SELECT count(*) FROM item WHERE tmdbId IS NULL) FROM item WHERE key = '1'", .facts = "0114709|8" },
	{ "lecture-evaluations/InstEval.csv", .role = "ratings", .map = MAP ("user=s", "item=d", "rating=y"), .rows = 73421,
	  .sql = "SELECT count (DISTINCT user_id), count (DISTINCT item_id), round (avg (rating), 4) FROM event", .facts = "2972|1128|3.2057" },
	{ "msweb/areas.csv", .role = "items", .map = MAP ("item=area_id"), .rows = 294,
	  .sql = "SELECT count(*), (SELECT title FROM item WHERE key = '1000') FROM item", .facts = "294|regwiz" },
	{ "msweb/visits_train.csv", .role = "events", .map = MAP ("item=area_id"), .rows = 98654,
	  .sql = "SELECT count (DISTINCT user_id), sum (item_id = (SELECT id FROM item WHERE key = '1008')) FROM event", .facts = "32711|10836" },
	{ "msweb/visits_test.csv", .role = "events", .map = MAP ("item=area_id"), .rows = 15191,
	  .sql = "SELECT count (DISTINCT user_id) FROM event", .facts = "5000" },
	{ "udemy-courses/udemy_courses.csv", .rows = 3672,
	  .sql = "SELECT subject, count(*), sum (NOT is_paid), CAST (sum (num_subscribers) AS INTEGER) FROM item GROUP BY 1",
	  .facts = "Business Finance|1191|96|1868711\nGraphic Design|602|35|1063148\nMusical Instruments|680|46|846689\nWeb Development|1199|133|7937287" },

	/* purchases */
	{ "cdnow/CDNOW_master.txt", .convert = blanks_to_commas, .role = "purchases",
	  .map = MAP ("amount=dollar_value", "quantity=number_of_cds"), .rows = 69659, .sql = MONEY,
	  .facts = "23570|167881.0|2500315.63|1997-01-01|1998-06-30" },
	{ "cdnow/CDNOW_sample.txt", .convert = blanks_to_commas, .role = "purchases", .said = { .header = "no" },
	  .map = MAP ("user=1", "at=3", "quantity=4", "amount=5"), .rows = 6919, .sql = MONEY,
	  .facts = "2357|16479.0|244091.94|1997-01-01|1998-06-30" },
	{ "cdnow/cdnow_customers_summary.csv", .role = "users", .map = MAP ("user=ID"), .rows = 2357,
	  .sql = "SELECT count(*), sum (frequency), round (sum (T), 2) FROM user", .facts = "2357|2457.0|77111.21" },
	{ "groceries/groceries.csv", .convert = baskets_of_names, .role = "events", .map = BASKET, .rows = 43367,
	  .sql = "SELECT count (DISTINCT user_id), count (DISTINCT item_id), sum (item_id = (SELECT id FROM item WHERE key = 'whole milk')) FROM event",
	  .facts = "9835|169|2513" },
	{ "groceries/groceries_items.csv", .role = "items", .rows = 169,
	  .sql = "SELECT count(*), count (DISTINCT level2), count (DISTINCT level1) FROM item", .facts = "169|55|10" },
	{ "fimi-mushroom/mushroom.dat", .convert = baskets_of_numbers, .role = "events", .map = BASKET, .rows = 186852, .sql = EVENTS,
	  .facts = "186852|8124|119" },
	{ "fimi-chess/chess.dat", .convert = baskets_of_numbers, .role = "events", .map = BASKET, .rows = 118252, .sql = EVENTS,
	  .facts = "118252|3196|75" },
	{ "complete-journey/transactions_sample.csv", .rows = 75000,
	  .sql = "SELECT count (DISTINCT user_id), count (DISTINCT order_key), round (sum (amount), 2), sum (quantity), datetime (min (at), 'unixepoch') FROM event",
	  .facts = "2377|47243|233935.24|7784694.0|2017-01-01 07:30:27" },
	{ "complete-journey/demographics.csv", .role = "users", .rows = 801,
	  .sql = "SELECT count(*), sum (marital_status = 'Married') FROM user", .facts = "801|340" },
	{ "complete-journey/products.csv.gz", .role = "items", .rows = 92331,
	  .sql = "SELECT count(*), count (DISTINCT department), sum (brand = 'National') FROM item", .facts = "92331|32|78516" },
	{ "complete-journey/campaigns.csv", .role = "events", .map = MAP ("item=campaign_id"), .said = { .event_kind = "contact" }, .rows = 6589,
	  .sql = EVENTS, .facts = "6589|1559|27" },
	{ "complete-journey/campaign_descriptions.csv", .role = "items", .map = MAP ("item=campaign_id"), .rows = 27,
	  .sql = "SELECT campaign_type, count(*), date (min (start_date), 'unixepoch'), date (max (end_date), 'unixepoch') FROM item GROUP BY 1",
	  .facts = "Type A|4|2017-02-08|2017-12-24\nType B|17|2016-12-06|2018-02-04\nType C|6|2016-11-14|2018-02-28" },
	{ "complete-journey/coupons.csv", .role = "items", .map = MAP ("item=coupon_upc"), .rows = 116204,
	  .sql = "SELECT count(*), count (DISTINCT campaign_id) > 0 FROM item", .facts = "981|1" },
	{ "complete-journey/coupon_redemptions.csv", .role = "events", .map = MAP ("item=coupon_upc", "at=redemption_date"),
	  .said = { .event_kind = "redemption" }, .rows = 2102,
	  .sql = "SELECT count (DISTINCT user_id), count (DISTINCT item_id), date (min (at), 'unixepoch'), date (max (at), 'unixepoch') FROM event",
	  .facts = "410|491|2017-01-01|2017-12-31" },
	{ "complete-journey/promotions_sample.csv.gz", .role = "events", .map = MAP ("user=store_id", "item=product_id"),
	  .said = { .event_kind = "promotion" }, .rows = 360535, .sql = EVENTS, .facts = "360535|2|31365" },

	/* customer tables */
	{ "telco-churn/Telco-Customer-Churn.csv", .role = "users", .rows = 7043,
	  .sql = "SELECT count(*), sum (Churn), sum (TotalCharges IS NULL), (SELECT type FROM attribute WHERE name = 'TotalCharges') FROM user",
	  .facts = "7043|1869|11|number" },
	{ "wholesale-customers/wholesale_customers.csv", .role = "users", .rows = 440,
	  .sql = "SELECT count(*), round (avg (Fresh), 2), round (avg (Grocery), 2), sum (Channel = 1) FROM user", .facts = "440|12000.3|7951.28|298" },
	{ "mall-customers/Mall_Customers.csv", .role = "users", .rows = 200,
	  .sql = "SELECT sum (Gender = 'Female'), avg (Age), avg (Annual_Income), avg (Spending_Score) FROM user", .facts = "112|38.85|60.56|50.2" },
	{ "online-shoppers/online_shoppers_intention.csv", .role = "users", .rows = 12330,
	  .sql = "SELECT count(*), sum (Revenue), round (avg (PageValues), 6), round (avg (BounceRates), 6), round (avg (ProductRelated), 4), "
	         "(SELECT field FROM attribute WHERE name = 'Revenue') FROM user",
	  .facts = "12330|1908|5.889258|0.022191|31.7315|outcome" },
	{ "xapi-edu/xAPI-Edu-Data.csv", .role = "users", .rows = 480,
	  .sql = "SELECT Class, count(*) FROM user GROUP BY 1", .facts = "H|142\nL|127\nM|211" },
	{ "hillstrom-email/hillstrom.csv", .role = "users", .rows = 64000,
	  .sql = "SELECT segment, count(*), round (avg (visit) * 100, 2), round (avg (conversion) * 100, 3), round (avg (spend), 4) FROM user GROUP BY 1",
	  .facts = "Mens E-Mail|21307|18.28|1.253|1.4226\nNo E-Mail|21306|10.62|0.573|0.6528\nWomens E-Mail|21387|15.14|0.884|1.0772" },
	{ "cookie-cats/cookie_cats.csv", .role = "users", .rows = 90189,
	  .sql = "SELECT version, count(*), sum (retention_1), sum (retention_7), (SELECT max (sum_gamerounds) FROM user) FROM user GROUP BY 1",
	  .facts = "gate_30|44700|20034|8502|49854.0\ngate_40|45489|20119|8279|49854.0" },

	/* texts: no person is named, so that each text is a row */
	{ "waimai-10k/waimai_10k.csv", .role = "users", .rows = 11987,
	  .sql = "SELECT sum (label), sum (NOT label), sum (length (review)) FROM user", .facts = "4000|7987|300257" },
	{ "sentiment-sentences/amazon_cells_labelled.txt", .role = "users", .said = { .quotes = "no" }, .rows = 1000,
	  .sql = "SELECT count(*), sum (\"column 2\") FROM user", .facts = "1000|500" },
	{ "sentiment-sentences/imdb_labelled.txt", .role = "users", .said = { .quotes = "no" }, .rows = 1000,
	  .sql = "SELECT count(*), sum (\"column 2\") FROM user", .facts = "1000|500" },
	{ "sentiment-sentences/yelp_labelled.txt", .role = "users", .said = { .quotes = "no" }, .rows = 1000,
	  .sql = "SELECT count(*), sum (\"column 2\") FROM user", .facts = "1000|500" },
	{ "rt-polarity/rt-polarity.pos", .role = "users", .said = LINES, .rows = 5331, .sql = "SELECT count(*) FROM user", .facts = "5331" },
	{ "rt-polarity/rt-polarity.neg", .role = "users", .said = LINES, .rows = 5331, .sql = "SELECT count(*) FROM user", .facts = "5331" },
	{ "sentiment-lexicons/AFINN-en-165.txt", .role = "items", .map = MAP ("item=1"), .said = LINES, .rows = 3382,
	  .sql = "SELECT count(*), CAST (sum (\"column 2\") AS INTEGER), (SELECT \"column 2\" FROM item WHERE key = 'good') FROM item", .facts = "3382|-2088|3.0" },
	{ "sentiment-lexicons/vader_lexicon.txt", .role = "users", .said = LINES, .rows = 7520,
	  .sql = "SELECT count(*), round (sum (\"column 2\"), 1), (SELECT \"column 2\" FROM user WHERE \"column 1\" = 'great') FROM user", .facts = "7520|-1345.5|3.1" },
	{ "sentiment-lexicons/ntusd_positive_simplified.txt", .role = "users", .said = LINES, .rows = 9365, .sql = WORDS, .facts = "9365|9336" },
	{ "sentiment-lexicons/ntusd_positive_traditional.txt", .role = "users", .said = LINES, .rows = 9365, .sql = WORDS, .facts = "9365|9365" },
	{ "sentiment-lexicons/ntusd_negative_simplified.txt", .role = "users", .said = LINES, .rows = 11230, .sql = WORDS, .facts = "11230|11186" },
	{ "sentiment-lexicons/ntusd_negative_traditional.txt", .role = "users", .said = LINES, .rows = 11230, .sql = WORDS, .facts = "11230|11230" },

	/* series */
	{ "time-series/air_passengers.csv", .role = "users", .rows = 144,
	  .sql = "SELECT count(*), CAST (sum (y) AS INTEGER), date (min (ds), 'unixepoch'), date (max (ds), 'unixepoch') FROM user",
	  .facts = "144|40363|1949-01-01|1960-12-01" },
	{ "time-series/retail_sales.csv", .role = "users", .rows = 293,
	  .sql = "SELECT count(*), CAST (sum (y) AS INTEGER), date (min (ds), 'unixepoch'), date (max (ds), 'unixepoch') FROM user",
	  .facts = "293|90528594|1992-01-01|2016-05-01" },
	{ "time-series/wp_log_R.csv", .role = "users", .rows = 2863,
	  .sql = "SELECT count(*), round (sum (y), 6), date (min (ds), 'unixepoch'), date (max (ds), 'unixepoch') FROM user",
	  .facts = "2863|20365.433349|2008-01-01|2015-12-31" },
	{ "time-series/sunspot_year.csv", .role = "users", .rows = 289,
	  .sql = "SELECT count(*), round (sum (value), 1), min (time), max (time) FROM user", .facts = "289|14049.3|1700.0|1988.0" },

	/* points */
	{ "clustering-benchmarks/s1.csv", .role = "users", .rows = 5000, .sql = POINTS, .facts = "5000|15|2574687783.0" },
	{ "clustering-benchmarks/s2.csv", .role = "users", .rows = 5000, .sql = POINTS, .facts = "5000|15|2628296782.0" },
	{ "clustering-benchmarks/a1.csv", .role = "users", .rows = 3000, .sql = POINTS, .facts = "3000|20|106305195.0" },
	{ "clustering-benchmarks/a2.csv", .role = "users", .rows = 5250, .sql = POINTS, .facts = "5250|35|169818866.0" },
	{ "clustering-benchmarks/unbalance.csv", .role = "users", .rows = 6500, .sql = POINTS, .facts = "6500|8|1324838669.0" },
	{ "clustering-benchmarks/r15.csv", .role = "users", .rows = 600, .sql = POINTS, .facts = "600|15|5998.52" },
	{ "clustering-benchmarks/aggregation.csv", .role = "users", .rows = 788, .sql = POINTS, .facts = "788|7|15418.65" },
	{ "clustering-benchmarks/flame.csv", .role = "users", .rows = 240, .sql = POINTS, .facts = "240|2|1757.7" },
	{ "clustering-benchmarks/jain.csv", .role = "users", .rows = 373, .sql = POINTS, .facts = "373|2|9075.35" },
	{ "clustering-benchmarks/iris.csv", .role = "users", .rows = 150, .sql = POINTS, .facts = "150|3|876.5" },
};

/* Files of these folders that hold no data. */
static const char *const no_data[] = {
	"movielens-latest-small/LICENSE-and-description.txt", "msweb/anonymous-msweb.info.txt", "README.md", NULL
};

/* A set ------------------------------------------------------------------------------------------------------------------------- */

static char *
convert (const Set *set, const char *folder, const char *path)
{
	g_autofree char *text = test_file_read (path);
	g_autoptr (GString) csv = g_string_new (NULL);

	set->convert (text, csv);
	return test_folder_write (folder, "converted.csv", csv->str);
}

static void
test_set (gconstpointer data)
{
	const Set *set = data;
	g_autofree char *name = g_build_filename ("data", set->file, NULL), *path = test_shared_file (name);
	g_auto (Shop) shop = { NULL, NULL };
	g_autoptr (SegImportPlan) plan = NULL;
	SegImportOptions options = set->said;
	SegImportResult result;

	if (path == NULL)
		return;
	shop_open (&shop);
	if (set->convert != NULL) {
		char *converted = convert (set, shop.folder, path);

		g_free (path);
		path = converted;
	}
	options.mappings = set->map;
	plan = shop_plan (path, set->role, &options);
	result = shop_run (&shop, plan);
	g_assert_cmpint (result.rows_read, ==, set->rows);
	g_assert_cmpint (result.rows_loaded, ==, set->rows);
	g_assert_cmpint (result.rows_rejected + result.values_rejected, ==, 0);
	shop_expect (&shop, set->sql, set->facts);
	result = shop_run (&shop, plan);
	g_assert_true (result.already_imported);
}

/* No file of the data sets without a line in the table. */
static gboolean
is_in_table (const char *file)
{
	for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
		if (strcmp (sets[i].file, file) == 0)
			return TRUE;
	return g_strv_contains (no_data, file) || g_str_has_suffix (file, "/README.md");
}

static void
test_every_file (void)
{
	g_autofree char *folder = test_shared_file ("data");
	g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
	const char *name, *file;

	while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
		g_autofree char *inner = g_build_filename (folder, name, NULL);
		g_autoptr (GDir) files = g_dir_open (inner, 0, NULL);

		while (files != NULL && (file = g_dir_read_name (files)) != NULL) {
			g_autofree char *both = g_build_filename (name, file, NULL);

			if (!is_in_table (both))
				g_error ("%s has no line in the table of this test", both);
		}
	}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_set_nonfatal_assertions ();
	g_test_add_func ("/real-data/every-file", test_every_file);
	for (gsize i = 0; i < G_N_ELEMENTS (sets); i++) {
		g_autofree char *test = g_strconcat ("/real-data/", sets[i].file, NULL);

		g_test_add_data_func (test, &sets[i], test_set);
	}
	return g_test_run ();
}
