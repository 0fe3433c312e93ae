/* Guesses on the columns of a log that are no field of it: which describe the user or the item, so that one wide file feeds users,
 * items and events; and which tell an outcome of a campaign. */
#include <config.h>
#include "plan-private.h"
#include "order-kind.h"

#include <math.h>
#include <string.h>

#define FEW_COMPARED 3       /* rows: fewer say nothing */
#define SOME_COMPARED 30     /* fewer can hardly contradict a name */
#define DEPENDENCE 0.95      /* the column is settled by the key */
#define NAMED_DEPENDENCE 0.5 /* where the name says so too: people move, goods are renamed */

/* Names ---------------------------------------------------------------------------------------------------------------- */

/* Parts of folded headers. */
static const char *const user_words[] = {
	"customer", "user", "member", "buyer", "client", "household", "subscriber", "student", "learner", "country", "city", "province",
	"region", "state", "zip", "postcode", "postal", "address", "gender", "sex", "birth", "age", "occupation", "job", "education", "income",
	"marital", "segment", "tier", "membership", "loyalty", "registered", "signup", "email", "phone", "mobile",
	"客户", "用户", "会员", "买家", "学员", "国家", "城市", "省", "地区", "邮编", "地址", "性别", "生日", "出生", "年龄", "职业", "学历", "收入",
	"婚", "注册", "邮箱", "手机", "电话", "收货人", "昵称", "姓名", NULL
};
static const char *const item_words[] = {
	"product", "item", "goods", "course", "book", "movie", "article", "category", "subcategory", "brand", "manufacturer", "department",
	"commodity", "description", "title", "genre", "colour", "color", "size", "weight", "author", "teacher", "instructor", "lecturer", "level",
	"difficulty", "publisher", "language", "package", "listprice",
	"商品", "产品", "课程", "书", "品牌", "类目", "分类", "类别", "品类", "规格", "颜色", "尺码", "讲师", "老师", "作者", "难度", "标题", "出版",
	NULL
};
/* Words that would be found in others by chance must be the whole name. */
static const char *const whole_words[] = { "age", "state", "省", "婚", "书", "size", "level", "sex", "job", "user", "item", "book", NULL };

static gboolean
has_word (const char *folded, const char *const *words)
{
	for (gsize i = 0; words[i] != NULL; i++)
		if (g_strv_contains (whole_words, words[i]) ? strcmp (folded, words[i]) == 0 : strstr (folded, words[i]) != NULL)
			return TRUE;
	return FALSE;
}

/* "user", "item" or NULL: whom the header speaks of. */
static const char *
named_entity (const char *header)
{
	g_autofree char *folded = seg_name_fold (header);
	gboolean user = has_word (folded, user_words), item = has_word (folded, item_words);

	return user == item ? NULL : user ? "user" : "item";
}

/* Dependence ------------------------------------------------------------------------------------------------------------- */

typedef struct {
	gsize  n_compared;
	double settled; /* as seg_dependence() says */
} Comparison;

/* Rows that are no two looks at the same thing: another order, else another time; for items another user. */
static Comparison
compare (const SegImportPlan *plan, gsize column, const char *entity)
{
	gssize key = seg_plan_column_of (plan, entity), apart = seg_plan_column_of (plan, strcmp (entity, "user") == 0 ? "order" : "user");
	Comparison comparison = { 0, 0 };

	if (apart < 0)
		apart = seg_plan_column_of (plan, "at");
	if (key >= 0)
		comparison.settled = seg_dependence (plan->evidence, (gsize) key, column, apart, &comparison.n_compared);
	return comparison;
}

/* A column with one value is settled by anything: its name must say so. */
static gboolean
depends (Comparison comparison, gboolean named)
{
	if (comparison.n_compared < FEW_COMPARED || isnan (comparison.settled))
		return named;
	if (named)
		return comparison.settled >= (comparison.n_compared < SOME_COMPARED ? 0 : NAMED_DEPENDENCE);
	return comparison.settled >= DEPENDENCE;
}

/* Whose attribute the column is, or NULL. A name decides between two that both hold, else what holds in more rows. */
static const char *
guess_entity (const SegImportPlan *plan, gsize column)
{
	const char *named = named_entity (plan->columns[column].header);
	gboolean has_user = seg_plan_column_of (plan, "user") >= 0, has_item = seg_plan_column_of (plan, "item") >= 0;
	Comparison by_user = compare (plan, column, "user"), by_item = compare (plan, column, "item");
	gboolean user = has_user && depends (by_user, g_strcmp0 (named, "user") == 0);
	gboolean item = has_item && depends (by_item, g_strcmp0 (named, "item") == 0);

	if (user && item)
		return named != NULL ? named : by_user.n_compared >= by_item.n_compared ? "user" : "item";
	return user ? "user" : item ? "item" : NULL;
}

/* Outcomes of campaigns ------------------------------------------------------------------------------------------------------ */

static const struct { const char *outcome, *const *names; } outcomes[] = {
#define NAMES(...) ((const char *const[]) { __VA_ARGS__, NULL })
	{ "sent", NAMES ("sent", "issent", "发送", "已发送", "是否发送") },
	{ "delivered", NAMES ("delivered", "isdelivered", "delivery", "送达", "已送达", "是否送达", "到达") },
	{ "opened", NAMES ("opened", "open", "opens", "isopened", "打开", "已打开", "是否打开", "已读", "阅读") },
	{ "clicked", NAMES ("clicked", "click", "clicks", "isclicked", "点击", "已点击", "是否点击") },
	{ "visited", NAMES ("visited", "visit", "visits", "访问", "已访问", "是否访问") },
	{ "replied", NAMES ("replied", "reply", "responded", "response", "回复", "已回复", "是否回复") },
	{ "redeemed", NAMES ("redeemed", "redeem", "redemption", "核销", "已核销", "是否核销", "领取", "是否领取") },
	{ "converted", NAMES ("converted", "conversion", "convert", "isconverted", "purchased", "purchase", "bought", "ordered", "转化", "已转化",
	                      "是否转化", "购买", "已购买", "是否购买", "成交", "是否成交", "下单", "是否下单") },
	{ "unsubscribed", NAMES ("unsubscribed", "unsubscribe", "optedout", "optout", "退订", "已退订", "是否退订") },
	{ "bounced", NAMES ("bounced", "bounce", "退信", "发送失败") },
	{ "complained", NAMES ("complained", "complaint", "spam", "投诉", "是否投诉") },
#undef NAMES
};

static const char *
find_outcome (const char *folded)
{
	for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++)
		if (g_strv_contains (outcomes[i].names, folded))
			return outcomes[i].outcome;
	return NULL;
}

const char *
seg_guess_outcome (const char *header)
{
	static const char *const ends[] = { "at", "time", "date", "on", "时间", "日期" };
	g_autofree char *folded = seg_name_fold (header);
	const char *outcome = find_outcome (folded);

	for (gsize i = 0; outcome == NULL && i < G_N_ELEMENTS (ends); i++)
		if (g_str_has_suffix (folded, ends[i])) {
			g_autofree char *begin = g_strndup (folded, strlen (folded) - strlen (ends[i]));

			outcome = find_outcome (begin);
		}
	return outcome;
}

/* A text column called "response" holds words, not yes or no. One that says yes in every row, or no, is a category by its looks: a file of those
 * who opened. */
static gboolean
can_be_outcome (SegImportPlan *plan, gsize column)
{
	SegType *type = &plan->columns[column].type;
	SegValueStyle style = seg_plan_column_style (plan, column);

	if ((*type == SEG_TYPE_CATEGORY || *type == SEG_TYPE_TEXT) && seg_guess_outcome (plan->columns[column].header) != NULL
	    && seg_evidence_n_bad (&plan->evidence->columns[column], SEG_TYPE_BOOLEAN, &style) == 0)
		*type = SEG_TYPE_BOOLEAN;
	return *type == SEG_TYPE_BOOLEAN || *type == SEG_TYPE_NUMBER || *type == SEG_TYPE_DATE;
}

/* In a file with one row a user all that is no outcome describes the user. */
static const char *
guess_in_results (SegImportPlan *plan, gsize column)
{
	gssize user = seg_plan_column_of (plan, "user");
	const SegEvidence *key = user >= 0 ? &plan->evidence->columns[user] : NULL;
	const char *outcome = can_be_outcome (plan, column) ? seg_guess_outcome (plan->columns[column].header) : NULL;

	if (outcome != NULL) {
		g_free (plan->columns[column].attribute);
		plan->columns[column].attribute = g_strdup (outcome);
		return "outcome";
	}
	if (key == NULL || g_hash_table_size (key->distinct) == key->n_compared)
		return "user";
	return guess_entity (plan, column);
}

/* All columns -------------------------------------------------------------------------------------------------------------- */

static gboolean
is_taken (const SegImportPlan *plan, const SegField *meaning)
{
	for (gsize i = 0; i < plan->n_columns; i++)
		if (plan->columns[i].meaning == meaning)
			return TRUE;
	return FALSE;
}

/* What the column means among the fields of users or items; the key is no attribute. */
static const SegField *
guess_meaning (const SegImportPlan *plan, gsize column, const char *entity)
{
	const SegRole *role = seg_role_find (strcmp (entity, "user") == 0 ? "users" : "items");
	g_autofree char *folded = seg_name_fold (plan->columns[column].header);
	SegValueStyle style = seg_plan_column_style (plan, column);
	const SegEvidence *evidence = &plan->evidence->columns[column];

	for (gsize i = 0; i < role->n_fields; i++) {
		const SegField *field = &role->fields[i];

		if (strcmp (field->name, entity) != 0 && seg_guess_rank (field, folded) >= 0
		    && (seg_field_is_mark (field) ? seg_guess_fits_mark (evidence, folded)
		        : !is_taken (plan, field) && seg_evidence_n_bad (evidence, field->type, &style) * 10 <= evidence->n_present * 4))
			return field;
	}
	return NULL;
}

void
seg_guess_entities (SegImportPlan *plan)
{
	gboolean results = strcmp (plan->role->name, "results") == 0;

	if (plan->role->entity != NULL)
		return;
	for (gsize i = 0; i < plan->n_columns; i++)
		if (plan->columns[i].field == NULL && !plan->columns[i].chosen)
			seg_plan_leave_out (plan, i);
	for (gsize i = 0; i < plan->n_columns; i++) {
		SegPlanColumn *column = &plan->columns[i];
		SegValueStyle style = seg_plan_column_style (plan, i);

		if (column->field != NULL || column->chosen || plan->evidence->columns[i].n_present == 0 || seg_guess_is_row_number (plan, i))
			continue;
		column->type = seg_evidence_type (&plan->evidence->columns[i], column->header, &style);
		column->entity = results ? guess_in_results (plan, i) : guess_entity (plan, i);
		column->imported = column->entity != NULL;
		if (column->imported && strcmp (column->entity, "outcome") != 0)
			column->meaning = guess_meaning (plan, i, column->entity);
		if (column->meaning != NULL)
			column->type = seg_plan_field_type (plan, i, column->meaning);
	}
}

/* States of orders ------------------------------------------------------------------------------------------------------------ */

/* The states of the file that are no purchase's, as a set of hashes. */
static GHashTable *
find_undone_states (const SegEvidence *states)
{
	GHashTable *undone = g_hash_table_new (NULL, NULL);
	GHashTableIter iterator;
	gpointer text;

	g_hash_table_iter_init (&iterator, states->distinct);
	while (g_hash_table_iter_next (&iterator, &text, NULL))
		if (seg_order_state (text) == SEG_ORDER_STATE_REFUNDED || seg_order_state (text) == SEG_ORDER_STATE_CANCELLED)
			g_hash_table_add (undone, GUINT_TO_POINTER (seg_dependence_hash (text)));
	return undone;
}

/* What a row and the row it takes back have in common: order and item, or user and item. */
static guint64
hash_of_order (const guint32 *row, gssize order, gssize user, gssize item)
{
	guint32 first = order >= 0 ? row[order] : user >= 0 ? row[user] : 0;

	return first == 0 ? 0 : (guint64) first << 32 | (item >= 0 ? row[item] : 0);
}

gboolean
seg_guess_state_entries (const SegImportPlan *plan)
{
	const SegPlanEvidence *evidence = plan->evidence;
	gssize state = seg_plan_column_of (plan, "status"), order = seg_plan_column_of (plan, "order");
	gssize user = seg_plan_column_of (plan, "user"), item = seg_plan_column_of (plan, "item");
	g_autoptr (GHashTable) undone = NULL, paid = NULL;
	gsize n_rows = evidence->rows != NULL ? evidence->rows->len / evidence->n_columns : 0, n_undone = 0, n_found = 0;

	if (state < 0 || (order < 0 && (user < 0 || item < 0)))
		return FALSE;
	undone = find_undone_states (&evidence->columns[state]);
	paid = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
	for (int pass = 0; pass < 2; pass++)
		for (gsize i = 0; i < n_rows; i++) {
			const guint32 *row = &g_array_index (evidence->rows, guint32, i * evidence->n_columns);
			gint64 hash = (gint64) hash_of_order (row, order, user, item);
			gboolean is_undone = g_hash_table_contains (undone, GUINT_TO_POINTER (row[state]));

			if (hash == 0 || is_undone != (pass == 1))
				continue;
			if (pass == 0)
				g_hash_table_add (paid, g_memdup2 (&hash, sizeof hash));
			n_undone += pass == 1;
			n_found += pass == 1 && g_hash_table_contains (paid, &hash);
		}
	return n_undone > 0 && n_found * 2 > n_undone;
}
