/* Words that stand for "unknown", and others that people and programs write where they know nothing. */
#include <config.h>
#include "prepare-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define LONGEST 40 /* bytes of a text that may be such a word, with white space around it */

static const struct { const char *word, *reason; } stand_ins[] = {
	{ "unknown", N_("a word for \"unknown\"") }, { "unk", N_("a word for \"unknown\"") }, { "undefined", N_("a word for \"unknown\"") },
	{ "none", N_("a word for \"unknown\"") }, { "null", N_("a word for \"unknown\"") }, { "nil", N_("a word for \"unknown\"") },
	{ "nan", N_("a word for \"unknown\"") }, { "na", N_("a word for \"unknown\"") }, { "n/a", N_("a word for \"unknown\"") },
	{ "n.a.", N_("a word for \"unknown\"") }, { "not available", N_("a word for \"unknown\"") },
	{ "not specified", N_("a word for \"unknown\"") }, { "not set", N_("a word for \"unknown\"") }, { "missing", N_("a word for \"unknown\"") },
	{ "?", N_("a word for \"unknown\"") }, { "??", N_("a word for \"unknown\"") }, { "???", N_("a word for \"unknown\"") },
	{ "-", N_("a word for \"unknown\"") }, { "--", N_("a word for \"unknown\"") }, { "---", N_("a word for \"unknown\"") },
	{ ".", N_("a word for \"unknown\"") }, { "未知", N_("a word for \"unknown\"") }, { "不详", N_("a word for \"unknown\"") },
	{ "不明", N_("a word for \"unknown\"") }, { "未填写", N_("a word for \"unknown\"") }, { "未填", N_("a word for \"unknown\"") },
	{ "未设置", N_("a word for \"unknown\"") }, { "保密", N_("a word for \"unknown\"") }, { "无", N_("a word for \"unknown\"") },
	{ "空", N_("a word for \"unknown\"") }, { "暂无", N_("a word for \"unknown\"") },
	{ "#n/a", N_("a spreadsheet's error") }, { "#ref!", N_("a spreadsheet's error") }, { "#value!", N_("a spreadsheet's error") },
	{ "#name?", N_("a spreadsheet's error") }, { "#div/0!", N_("a spreadsheet's error") }, { "#null!", N_("a spreadsheet's error") },
	{ "test", N_("typed to try something out") }, { "测试", N_("typed to try something out") }, { "asdf", N_("typed to try something out") },
	{ "xxx", N_("typed to try something out") }, { "abc", N_("typed to try something out") },
	{ "1970-01-01", N_("how programs write an unknown time") }, { "0000-00-00", N_("how programs write an unknown time") },
	{ "1900-01-00", N_("day 0 of spreadsheets") },
};

/* Characters that nothing else turns into when texts are brought into one way of writing, in ranges; most names begin with them. */
static gboolean
is_itself (gunichar character)
{
	static const struct { gunichar first, last; } ranges[] = {
		{ 0x4e00, 0x9fff }, { 0x3400, 0x4dbf }, { 0x3041, 0x30ff }, { 0xac00, 0xd7a3 }, { 0xc0, 0x24f }, { 0x370, 0x52f },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
		if (character >= ranges[i].first && character <= ranges[i].last)
			return TRUE;
	return FALSE;
}

/* Whether any of the words begins as @text does. What this lets through is looked at more closely; nearly all texts end here. */
static gboolean
may_be (const char *text)
{
	gunichar character = g_utf8_get_char (text);

	if (character < 0x80 ? g_ascii_isspace ((char) character) || character == '\v' : !is_itself (character))
		return TRUE;
	if (character < 0x80)
		character = (guchar) g_ascii_tolower ((char) character);
	for (gsize i = 0; i < G_N_ELEMENTS (stand_ins); i++)
		if (g_utf8_get_char (stand_ins[i].word) == character)
			return TRUE;
	return FALSE;
}

const char *
seg_stand_in_reason (const char *text)
{
	g_autofree char *plain = NULL;

	if (*text == '\0' || !may_be (text) || strlen (text) > LONGEST)
		return NULL;
	plain = seg_alike_text (text);
	for (gsize i = 0; plain != NULL && i < G_N_ELEMENTS (stand_ins); i++)
		if (strcmp (plain, stand_ins[i].word) == 0)
			return _(stand_ins[i].reason);
	return NULL;
}
