/* The kinds of events in the data, and the name of the feature that counts each. Kinds are words from files: anything. */
#include <config.h>
#include "feature-private.h"

#include <string.h>

#define OTHER_KINDS "count_other_kinds"
#define MOST_ACTIONS 8 /* whose counts are proposed; more would outvote recency and money */

static void
free_kind (gpointer data)
{
	SegEventKind *kind = data;

	g_free (kind->name);
	g_free (kind->feature);
	g_free (kind);
}

/* "count_add_to_cart": lower case, and nothing that would need quoting in a list of names or in SQL by hand. */
static char *
feature_name (const char *kind)
{
	g_autofree char *lower = g_utf8_strdown (kind, -1);
	GString *name = g_string_new ("count_");

	for (const char *c = lower; *c != '\0'; c = g_utf8_next_char (c)) {
		gunichar character = g_utf8_get_char (c);

		if (g_unichar_isalnum (character))
			g_string_append_unichar (name, character);
		else if (name->str[name->len - 1] != '_')
			g_string_append_c (name, '_');
	}
	return g_string_free (name, FALSE);
}

/* Two kinds may come down to one name ("Add to cart", "add-to-cart"). */
static char *
unique_name (const char *kind, GHashTable *taken)
{
	g_autofree char *name = feature_name (kind);
	char *unique = g_strdup (name);

	for (guint n = 2; strcmp (unique, OTHER_KINDS) == 0 || g_hash_table_contains (taken, unique); n++) {
		g_free (unique);
		unique = g_strdup_printf ("%s_%u", name, n);
	}
	g_hash_table_add (taken, g_strdup (unique));
	return unique;
}

/* Orders, money, ratings speak for these kinds already. */
static gboolean
is_action (const char *kind)
{
	static const char *const spoken_for[] = {
		"purchase", "refund", "refunded", "cancellation", "cancelled", "given back", "test order", "rating", "review", NULL
	};

	return !g_strv_contains (spoken_for, kind);
}

/* What kinds are about, by their words: English ones must be whole ("replay" is no "play"), Chinese ones stand anywhere. */
static const char *const learning_words[] = {
	"play", "played", "playing", "watch", "watched", "watching", "learn", "learned", "learning", "study", "studied", "read", "reading",
	"listen", "listened", "listening", "lesson", "lecture", "start", "started", "begin", "begun", "progress", "practice", "exercise",
	"quiz", "homework", "播放", "学习", "观看", "看课", "阅读", "收听", "听课", "上课", "开始", "练习", "做题", "作业", NULL
};
static const char *const finishing_words[] = {
	"complete", "completed", "completion", "finish", "finished", "passed", "certificate", "certified", "graduated", "graduation",
	"完成", "学完", "读完", "看完", "听完", "完课", "结课", "结业", "毕业", "通过", NULL
};
static const char *const searching_words[] = { "search", "searched", "query", "搜索", "查询", "检索", NULL };
/* A completed payment or registration is no completed course. */
static const char *const other_words[] = {
	"order", "purchase", "checkout", "payment", "pay", "cart", "registration", "register", "signup", "profile", "survey",
	"订单", "下单", "购买", "支付", "付款", "注册", "资料", "问卷", "认证", NULL
};

static gboolean
has_word (char *const *words, const char *kind, const char *const *wanted)
{
	for (gsize i = 0; wanted[i] != NULL; i++)
		if (g_ascii_isalpha (wanted[i][0]) ? g_strv_contains ((const char *const *) words, wanted[i]) : strstr (kind, wanted[i]) != NULL)
			return TRUE;
	return FALSE;
}

/* "lesson_Completed", "lessonCompleted" -> "lesson", "completed". */
static char **
words_of (const char *kind)
{
	g_autoptr (GString) words = g_string_new (NULL);
	gunichar before = 0;

	for (const char *c = kind; *c != '\0'; c = g_utf8_next_char (c)) {
		gunichar character = g_utf8_get_char (c);

		if (!g_unichar_isalpha (character) || (g_unichar_isupper (character) && g_unichar_islower (before)))
			g_string_append_c (words, ' ');
		if (g_unichar_isalpha (character))
			g_string_append_unichar (words, g_unichar_tolower (character));
		before = character;
	}
	return g_strsplit (words->str, " ", -1);
}

guint32
seg_event_kind_about (const char *kind)
{
	g_auto (GStrv) words = words_of (kind);
	guint32 about;

	if (strcmp (kind, "refund") == 0 || strcmp (kind, "cancellation") == 0)
		return SEG_ABOUT_RETURN;
	if (strcmp (kind, "refunded") == 0)
		return SEG_ABOUT_RETURNED | SEG_ABOUT_SALE;
	if (strcmp (kind, "purchase") == 0 || strcmp (kind, "given back") == 0)
		return SEG_ABOUT_SALE;
	about = has_word (words, kind, searching_words) ? SEG_ABOUT_SEARCHING : 0;
	if (!is_action (kind) || has_word (words, kind, other_words))
		return about;
	return about | (has_word (words, kind, finishing_words) ? SEG_ABOUT_FINISHING
	                : has_word (words, kind, learning_words) ? SEG_ABOUT_LEARNING : 0);
}

guint32 *
seg_event_kinds_about (const GPtrArray *kinds)
{
	guint32 *about = g_new0 (guint32, SEG_KIND_NUMBER (G_MAXUINT) + 1);

	for (guint i = 0; i < kinds->len && i <= SEG_KIND_NUMBER (G_MAXUINT); i++)
		about[i] = ((const SegEventKind *) kinds->pdata[i])->about;
	return about;
}

static guint16
flags_of (const char *name, gboolean money, gboolean purchase)
{
	return (guint16) ((money ? SEG_KIND_MONEY : 0) | (purchase ? SEG_KIND_PURCHASE : 0) | (strcmp (name, "review") == 0 ? SEG_KIND_REVIEW : 0));
}

static SegEventKind *
new_kind (SegStatement *row, guint number, GHashTable *taken)
{
	SegEventKind *kind = g_new0 (SegEventKind, 1);

	kind->id = seg_statement_integer (row, 0);
	kind->name = g_utf8_make_valid (seg_statement_text (row, 1), -1);
	kind->column = MIN (number, SEG_KIND_LIMIT);
	kind->feature = kind->column < SEG_KIND_LIMIT ? unique_name (kind->name, taken) : g_strdup (OTHER_KINDS);
	kind->kind = (guint16) MIN (number, SEG_KIND_NUMBER (G_MAXUINT)) /* of the kinds beyond, all are the last one */
	             | flags_of (kind->name, seg_statement_integer (row, 2) != 0, seg_statement_integer (row, 3) != 0);
	kind->is_action = is_action (kind->name);
	kind->about = seg_event_kind_about (kind->name);
	kind->is_detailed = kind->is_action || strcmp (kind->name, "rating") == 0 || strcmp (kind->name, "review") == 0;
	return kind;
}

GPtrArray *
seg_event_kinds (SegWorkspace *workspace, const SegEventFacts *facts, GError **error)
{
	g_autoptr (GPtrArray) kinds = g_ptr_array_new_with_free_func (free_kind);
	g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT id, name, money, purchase FROM event_kind ORDER BY id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		gssize number = seg_event_facts_find (facts, seg_statement_integer (statement, 0));
		SegEventKind *kind;

		if (number < 0 || facts->n_events[number] == 0)
			continue;
		kind = new_kind (statement, kinds->len, taken);
		kind->has = facts->has[number];
		kind->has_seconds = (kind->has & SEG_EVENT_HAS_SECONDS) != 0;
		g_ptr_array_add (kinds, kind);
	}
	if (!seg_query_ended (failure, error))
		return NULL;
	return g_steal_pointer (&kinds);
}

guint
seg_event_kinds_n_columns (const GPtrArray *kinds)
{
	return MIN (kinds->len, SEG_KIND_LIMIT + 1);
}

gboolean
seg_event_kinds_have_actions (const GPtrArray *kinds)
{
	guint n = 0;

	for (guint i = 0; i < kinds->len; i++)
		n += ((const SegEventKind *) kinds->pdata[i])->is_action ? 1 : 0;
	return n > 0 && n <= MOST_ACTIONS;
}
