/* What each feature of the catalogue should be, as a query: written from the meanings, with nothing of the program's own code.
 *
 * They look at temporary tables that the test makes: e (events: user_id, item_id, kind, day, clock, weekday from 0 = Sunday, purchase,
 * money, learning, finishing ...), u (users with registered), part (item_id, category, n: one row for each of the n categories of an
 * item), fact (item_id, price, rank, grade), r (results), now (day). */
#ifndef FEATURE_TRUTHS_H
#define FEATURE_TRUTHS_H

#define E "e WHERE e.user_id = u.id "
#define DATED E "AND day IS NOT NULL "
#define BOUGHT E "AND purchase "
#define D "(SELECT day FROM now)"
#define N_ORDERS "count(DISTINCT order_key) + count(*) FILTER (WHERE order_key IS NULL)"
#define DAYS "(SELECT DISTINCT day FROM " DATED ")"
#define BOUGHT_DAYS "(SELECT DISTINCT day FROM " DATED " AND purchase)"
#define GAPS(days) "(SELECT day - lag(day) OVER (ORDER BY day) AS gap FROM " days ")"
#define VARIATION(days) "SELECT CASE WHEN count(gap) > 1 THEN sqrt(count(gap) * sum(gap * gap) - sum(gap) * sum(gap)) / sum(gap) END FROM " \
	GAPS (days) " WHERE gap IS NOT NULL"
#define RUNS(step, values) "SELECT ifnull(max(n), 0) FROM (SELECT count(*) AS n FROM (SELECT value " step " row_number() OVER (ORDER BY value) AS run " \
	"FROM (" values ")) GROUP BY run)"
#define VISITS "(SELECT at - lag(at) OVER (ORDER BY at) AS gap FROM " DATED ")"
#define ENTROPY(what) "SELECT CASE WHEN count(*) > 0 THEN -total(p * log2(p)) END FROM (SELECT count(*) * 1.0 / (SELECT count(*) FROM " DATED \
	") AS p FROM " DATED " GROUP BY " what ")"
#define LEARNT E "AND learning "
#define STARTED "(SELECT count(DISTINCT item_id) FROM " LEARNT ")"
#define FINISHED "(SELECT count(DISTINCT item_id) FROM " E "AND finishing)"
#define PIECES "CASE WHEN quantity > 0 THEN quantity ELSE 1 END"
#define PRICED "e JOIN fact USING (item_id) WHERE e.user_id = u.id AND purchase AND price > 0 "
#define PARTS "e JOIN part USING (item_id) WHERE e.user_id = u.id "
#define RATED E "AND rating IS NOT NULL AND (kind = 'review') = NOT EXISTS (SELECT 1 FROM e AS other WHERE other.user_id = u.id " \
	"AND other.rating IS NOT NULL AND other.kind <> 'review') "
#define R "r WHERE r.user_id = u.id AND NOT held "
#define N_CAMPAIGNS "(SELECT count(DISTINCT campaign) FROM " R ")"
#define RESPONSES(outcomes) "SELECT count(DISTINCT campaign) * 1.0 / nullif(" N_CAMPAIGNS ", 0) FROM " R "AND outcome IN (" outcomes ")"
#define WRITTEN E "AND text_length > 0 AND kind <> 'search' "

static const struct { const char *feature, *sql; } truths[] = {
	{ "recency_days", "SELECT " D " - max(day) FROM " E },
	{ "recency_purchase_days", "SELECT " D " - max(day) FROM " BOUGHT },
	{ "first_purchase_days", "SELECT " D " - min(day) FROM " BOUGHT },
	{ "orders", "SELECT " N_ORDERS " FROM " BOUGHT },
	{ "monetary", "SELECT total(amount) FROM " E "AND money" },
	{ "quantity", "SELECT total(ifnull(quantity, 1)) FROM " BOUGHT },

	{ "tenure_days", "SELECT " D " - coalesce(CASE WHEN registered <= " D " THEN registered END, (SELECT min(day) FROM " E "))" },
	{ "active_days", "SELECT count(DISTINCT day) FROM " E },
	{ "events", "SELECT count(*) FROM " E },
	{ "events_7d", "SELECT count(*) FROM " E "AND day > " D " - 7" },
	{ "events_30d", "SELECT count(*) FROM " E "AND day > " D " - 30" },
	{ "events_90d", "SELECT count(*) FROM " E "AND day > " D " - 90" },
	{ "events_365d", "SELECT count(*) FROM " E "AND day > " D " - 365" },
	{ "events_trend", "WITH week AS (SELECT value AS x, (SELECT count(*) FROM " E "AND (" D " - day) / 7 = 11 - value) AS y FROM generate_weeks) "
	  "SELECT (12 * sum(x * y) - sum(x) * sum(y)) * 1.0 / (12 * sum(x * x) - sum(x) * sum(x)) FROM week" },
	{ "sessions", "SELECT count(*) FROM " VISITS " WHERE gap IS NULL OR gap > 1800" },
	{ "session_minutes", "SELECT total(gap) FILTER (WHERE gap <= 1800) / 60 / count(*) FILTER (WHERE gap IS NULL OR gap > 1800) FROM " VISITS },
	{ "events_per_session", "SELECT count(*) * 1.0 / count(*) FILTER (WHERE gap IS NULL OR gap > 1800) FROM " VISITS },
	{ "active_weeks_share", "SELECT count(DISTINCT (" D " - day) / 7) * 1.0 / ((" D " - min(day)) / 7 + 1) FROM " DATED },
	{ "streak_days", RUNS ("-", "SELECT DISTINCT day AS value FROM " DATED) },
	{ "streak_weeks", RUNS ("-", "SELECT DISTINCT (" D " - day) / 7 AS value FROM " DATED) },
	{ "gap_days", "SELECT avg(gap) FROM " GAPS (DAYS) },
	{ "gap_longest_days", "SELECT max(gap) FROM " GAPS (DAYS) },
	{ "gap_variation", VARIATION (DAYS) },
	{ "evening_share", "SELECT avg(clock >= 18 * 3600) FROM " DATED },
	{ "night_share", "SELECT avg(clock < 6 * 3600) FROM " DATED },
	{ "office_share", "SELECT avg(clock BETWEEN 9 * 3600 AND 18 * 3600 - 1 AND weekday BETWEEN 1 AND 5) FROM " DATED },
	{ "weekend_share", "SELECT avg(weekday IN (0, 6)) FROM " DATED },
	{ "hour_entropy", ENTROPY ("clock / 3600") },
	{ "weekday_entropy", ENTROPY ("weekday") },

	{ "seconds_total", "SELECT total(seconds) FROM " E },
	{ "seconds_30d", "SELECT total(seconds) FROM " E "AND day > " D " - 30" },
	{ "seconds_90d", "SELECT total(seconds) FROM " E "AND day > " D " - 90" },
	{ "seconds_per_event", "SELECT avg(seconds) FROM " E },
	{ "learning_days", "SELECT count(DISTINCT day) FROM " LEARNT },
	{ "seconds_per_learning_day", "SELECT total(seconds) / count(DISTINCT day) FROM " LEARNT "AND day IS NOT NULL" },
	{ "items_started", "SELECT " STARTED },
	{ "items_finished", "SELECT " FINISHED },
	{ "completion_share", "SELECT " FINISHED " * 1.0 / nullif(" STARTED ", 0)" },
	{ "days_to_finish", "SELECT avg(finish - begin) FROM (SELECT min(day) AS begin, CASE WHEN NOT max(finishing AND day IS NULL) "
	  "THEN min(CASE WHEN finishing THEN day END) END AS finish FROM " LEARNT "AND item_id IS NOT NULL GROUP BY item_id)" },
	{ "finished_per_month", "SELECT 30.0 * " FINISHED " / (" D " - min(day) + 1) FROM " LEARNT },
	{ "untouched_share", "SELECT avg(item_id NOT IN (SELECT item_id FROM " LEARNT "AND item_id IS NOT NULL)) "
	  "FROM (SELECT DISTINCT item_id FROM " BOUGHT "AND item_id IS NOT NULL)" },

	{ "mean_order_value", "SELECT CASE WHEN count(amount) FILTER (WHERE purchase) > 0 "
	  "THEN total(amount) FILTER (WHERE money) / (SELECT " N_ORDERS " FROM " BOUGHT ") END FROM " E },
	{ "largest_order", "SELECT max(value) FROM (SELECT sum(amount) AS value FROM " BOUGHT "AND amount IS NOT NULL "
	  "GROUP BY ifnull(order_key, '#' || e.id))" },
	{ "items_per_order", "SELECT count(*) * 1.0 / (" N_ORDERS ") FROM " BOUGHT },
	{ "purchase_days", "SELECT count(DISTINCT day) FROM " BOUGHT },
	{ "days_between_purchases", "SELECT avg(gap) FROM " GAPS (BOUGHT_DAYS) },
	{ "purchase_gap_variation", VARIATION (BOUGHT_DAYS) },
	{ "purchase_overdue", "SELECT (" D " - (SELECT max(day) FROM " BOUGHT ")) / avg(gap) FROM " GAPS (BOUGHT_DAYS) },
	{ "orders_30d", "SELECT " N_ORDERS " FROM " BOUGHT "AND day > " D " - 30" },
	{ "orders_90d", "SELECT " N_ORDERS " FROM " BOUGHT "AND day > " D " - 90" },
	{ "orders_365d", "SELECT " N_ORDERS " FROM " BOUGHT "AND day > " D " - 365" },
	{ "monetary_30d", "SELECT total(amount) FROM " E "AND money AND day > " D " - 30" },
	{ "monetary_90d", "SELECT total(amount) FROM " E "AND money AND day > " D " - 90" },
	{ "monetary_365d", "SELECT total(amount) FROM " E "AND money AND day > " D " - 365" },
	{ "mean_price", "SELECT sum(amount) / sum(" PIECES ") FROM " BOUGHT "AND amount IS NOT NULL" },
	{ "price_level", "SELECT avg(rank) FROM " PRICED },
	{ "discount_share", "SELECT max(1 - sum(amount) / sum(price * (" PIECES ")), 0) FROM " PRICED "AND amount IS NOT NULL" },
	{ "discounted_share", "SELECT avg(amount < 0.99 * price * (" PIECES ")) FROM " PRICED "AND amount IS NOT NULL" },
	{ "refund_share", "SELECT min(total(abs(amount)) FILTER (WHERE kind IN ('refund', 'refunded')) "
	  "/ nullif(total(max(amount, 0)) FILTER (WHERE kind IN ('purchase', 'refunded')), 0), 1) FROM " E },

	{ "distinct_items", "SELECT count(DISTINCT item_id) FROM " E },
	{ "events_per_item", "SELECT count(item_id) * 1.0 / nullif(count(DISTINCT item_id), 0) FROM " E },
	{ "distinct_categories", "SELECT count(DISTINCT category) FROM " PARTS },
	{ "category_entropy", "SELECT CASE WHEN count(*) > 0 THEN -total(p * log2(p)) END FROM (SELECT total(1.0 / n) / (SELECT total(1.0 / n) FROM "
	  PARTS ") AS p FROM " PARTS "GROUP BY category)" },
	{ "top_category_share", "SELECT max(p) FROM (SELECT total(1.0 / n) / (SELECT total(1.0 / n) FROM " PARTS ") AS p FROM " PARTS "GROUP BY category)" },
	{ "mean_level", "SELECT avg(grade) FROM e JOIN fact USING (item_id) WHERE e.user_id = u.id" },
	{ "mean_rating", "SELECT avg(rating) FROM " RATED },
	{ "rating_spread", "SELECT CASE WHEN count(*) > 1 THEN sqrt(count(*) * sum(rating * rating) - sum(rating) * sum(rating)) / count(*) END FROM " RATED },

	{ "campaigns", "SELECT " N_CAMPAIGNS },
	{ "opened_share", RESPONSES ("'opened'") },
	{ "clicked_share", RESPONSES ("'clicked', 'visited', 'replied'") },
	{ "converted_share", RESPONSES ("'converted', 'redeemed'") },
	{ "response_days", "SELECT " D " - max(day) FROM " R "AND outcome IN ('opened', 'clicked', 'visited', 'replied', 'converted', 'redeemed')" },
	{ "campaign_money", "SELECT total(amount) FROM " R },

	{ "reviews", "SELECT count(*) FROM " WRITTEN },
	{ "reviews_90d", "SELECT count(*) FROM " WRITTEN "AND day > " D " - 90" },
	{ "review_length", "SELECT avg(text_length) FROM " WRITTEN },
};

/* Features that come from the data: %s is the kind or the category. */
static const struct { const char *prefix, *suffix, *sql; } kind_truths[] = {
	{ "count_", "_7d", "SELECT count(*) FROM " E "AND kind = '%s' AND day > " D " - 7" },
	{ "count_", "_30d", "SELECT count(*) FROM " E "AND kind = '%s' AND day > " D " - 30" },
	{ "count_", "_90d", "SELECT count(*) FROM " E "AND kind = '%s' AND day > " D " - 90" },
	{ "count_", "_365d", "SELECT count(*) FROM " E "AND kind = '%s' AND day > " D " - 365" },
	{ "count_", "", "SELECT count(*) FROM " E "AND kind = '%s'" },
	{ "days_since_", "", "SELECT " D " - max(day) FROM " E "AND kind = '%s'" },
};
static const struct { const char *prefix, *sql; } category_truths[] = {
	{ "share_", "SELECT total(CASE WHEN category = '%s' THEN 1.0 / n END) / nullif(total(1.0 / n), 0) FROM " PARTS },
	{ "spend_share_", "SELECT total(CASE WHEN category = '%s' THEN amount / n END) / nullif(total(amount / n), 0) FROM " PARTS
	  "AND purchase AND amount > 0" },
};

#endif
