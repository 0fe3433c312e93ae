/* Telephone numbers as E.164 has them: + and up to 15 digits, the country code first (ITU-T E.164, 6.2). A number that says its country (+86 ...,
 * 0086 ...) is of that country; another one is of the country that the person who exports named. Trunk prefixes (the 0 of 030 1234) go. */
#include <config.h>
#include <segscope/preset.h>

#include <string.h>

/* Codes by ITU-T (Operational Bulletin, list of assigned country codes); the digits dialled before a number within the country; how long
 * national numbers are. */
typedef struct {
	char        iso[3];
	const char *code, *trunk;
	guint       least, most;
	const char *name, *name_zh;
} Country;

static const Country countries[] = {
	{ "CN", "86", "0", 10, 11, "china", "中国" },            { "HK", "852", "", 8, 8, "hong kong", "香港" },
	{ "MO", "853", "", 8, 8, "macau", "澳门" },              { "TW", "886", "0", 8, 9, "taiwan", "台湾" },
	{ "US", "1", "1", 10, 10, "united states", "美国" },     { "CA", "1", "1", 10, 10, "canada", "加拿大" },
	{ "GB", "44", "0", 9, 10, "united kingdom", "英国" },    { "DE", "49", "0", 6, 12, "germany", "德国" },
	{ "FR", "33", "0", 9, 9, "france", "法国" },             { "ES", "34", "", 9, 9, "spain", "西班牙" },
	{ "IT", "39", "", 6, 11, "italy", "意大利" },            { "NL", "31", "0", 9, 9, "netherlands", "荷兰" },
	{ "BE", "32", "0", 8, 9, "belgium", "比利时" },          { "CH", "41", "0", 9, 9, "switzerland", "瑞士" },
	{ "AT", "43", "0", 4, 13, "austria", "奥地利" },         { "SE", "46", "0", 7, 9, "sweden", "瑞典" },
	{ "NO", "47", "", 8, 8, "norway", "挪威" },              { "DK", "45", "", 8, 8, "denmark", "丹麦" },
	{ "FI", "358", "0", 5, 12, "finland", "芬兰" },          { "IE", "353", "0", 7, 9, "ireland", "爱尔兰" },
	{ "PT", "351", "", 9, 9, "portugal", "葡萄牙" },         { "PL", "48", "", 9, 9, "poland", "波兰" },
	{ "CZ", "420", "", 9, 9, "czechia", "捷克" },            { "GR", "30", "", 10, 10, "greece", "希腊" },
	{ "RU", "7", "8", 10, 10, "russia", "俄罗斯" },          { "UA", "380", "0", 9, 9, "ukraine", "乌克兰" },
	{ "TR", "90", "0", 10, 10, "turkey", "土耳其" },         { "IL", "972", "0", 8, 9, "israel", "以色列" },
	{ "AE", "971", "0", 8, 9, "united arab emirates", "阿联酋" }, { "SA", "966", "0", 8, 9, "saudi arabia", "沙特阿拉伯" },
	{ "IN", "91", "0", 10, 10, "india", "印度" },            { "PK", "92", "0", 9, 10, "pakistan", "巴基斯坦" },
	{ "JP", "81", "0", 9, 10, "japan", "日本" },             { "KR", "82", "0", 8, 10, "south korea", "韩国" },
	{ "SG", "65", "", 8, 8, "singapore", "新加坡" },         { "MY", "60", "0", 8, 10, "malaysia", "马来西亚" },
	{ "TH", "66", "0", 8, 9, "thailand", "泰国" },           { "VN", "84", "0", 9, 10, "vietnam", "越南" },
	{ "ID", "62", "0", 8, 12, "indonesia", "印度尼西亚" },   { "PH", "63", "0", 8, 10, "philippines", "菲律宾" },
	{ "AU", "61", "0", 9, 9, "australia", "澳大利亚" },      { "NZ", "64", "0", 8, 10, "new zealand", "新西兰" },
	{ "BR", "55", "0", 10, 11, "brazil", "巴西" },           { "MX", "52", "", 10, 10, "mexico", "墨西哥" },
	{ "AR", "54", "0", 10, 11, "argentina", "阿根廷" },      { "CL", "56", "", 9, 9, "chile", "智利" },
	{ "CO", "57", "", 10, 10, "colombia", "哥伦比亚" },      { "ZA", "27", "0", 9, 9, "south africa", "南非" },
	{ "EG", "20", "0", 8, 10, "egypt", "埃及" },             { "NG", "234", "0", 8, 10, "nigeria", "尼日利亚" },
};

/* How countries are also called: ISO 3166-1 alpha-3, and what people write. */
static const struct {
	const char *name, *iso;
} others[] = {
	{ "ARE", "AE" }, { "ARG", "AR" }, { "AUS", "AU" }, { "AUT", "AT" }, { "BEL", "BE" }, { "BRA", "BR" }, { "CAN", "CA" }, { "CHE", "CH" },
	{ "CHL", "CL" }, { "CHN", "CN" }, { "COL", "CO" }, { "CZE", "CZ" }, { "DEU", "DE" }, { "DNK", "DK" }, { "EGY", "EG" }, { "ESP", "ES" },
	{ "FIN", "FI" }, { "FRA", "FR" }, { "GBR", "GB" }, { "GRC", "GR" }, { "HKG", "HK" }, { "IDN", "ID" }, { "IND", "IN" }, { "IRL", "IE" },
	{ "ISR", "IL" }, { "ITA", "IT" }, { "JPN", "JP" }, { "KOR", "KR" }, { "MAC", "MO" }, { "MEX", "MX" }, { "MYS", "MY" }, { "NGA", "NG" },
	{ "NLD", "NL" }, { "NOR", "NO" }, { "NZL", "NZ" }, { "PAK", "PK" }, { "PHL", "PH" }, { "POL", "PL" }, { "PRT", "PT" }, { "RUS", "RU" },
	{ "SAU", "SA" }, { "SGP", "SG" }, { "SWE", "SE" }, { "THA", "TH" }, { "TUR", "TR" }, { "TWN", "TW" }, { "UKR", "UA" }, { "USA", "US" },
	{ "VNM", "VN" }, { "ZAF", "ZA" }, { "UK", "GB" }, { "U.K.", "GB" }, { "Great Britain", "GB" }, { "U.S.", "US" }, { "U.S.A.", "US" },
	{ "United States of America", "US" }, { "Russian Federation", "RU" }, { "Korea", "KR" }, { "Republic of Korea", "KR" }, { "Viet Nam", "VN" },
	{ "Czech Republic", "CZ" }, { "Macao", "MO" }, { "UAE", "AE" }, { "KSA", "SA" }, { "The Netherlands", "NL" }, { "PRC", "CN" }, { "P.R. China", "CN" },
	{ "中国大陆", "CN" }, { "中华人民共和国", "CN" }, { "中国香港", "HK" }, { "香港特别行政区", "HK" }, { "中国澳门", "MO" }, { "澳门特别行政区", "MO" }, { "中国台湾", "TW" },
};

gboolean
seg_country_find (const char *text, char code[3])
{
	g_autofree char *lower = g_utf8_strdown (text, -1);

	for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
		if (g_ascii_strcasecmp (others[i].name, text) == 0) {
			memcpy (code, others[i].iso, 3);
			return TRUE;
		}

	for (gsize i = 0; i < G_N_ELEMENTS (countries); i++)
		if (g_ascii_strcasecmp (countries[i].iso, text) == 0 || strcmp (countries[i].name, lower) == 0 || strcmp (countries[i].name_zh, text) == 0) {
			memcpy (code, countries[i].iso, 3);
			return TRUE;
		}
	if (strlen (text) != 2 || !g_ascii_isalpha (text[0]) || !g_ascii_isalpha (text[1]))
		return FALSE;
	code[0] = g_ascii_toupper (text[0]); /* a code by its form; services know which there are */
	code[1] = g_ascii_toupper (text[1]);
	code[2] = '\0';
	return TRUE;
}

static const Country *
country_of (const char *iso)
{
	for (gsize i = 0; iso != NULL && i < G_N_ELEMENTS (countries); i++)
		if (strcmp (countries[i].iso, iso) == 0)
			return &countries[i];
	return NULL;
}

/* The digits of @text, full-width ones too; @international: (out) it says its country. FALSE: there is something else in it than digits and
 * what people put between them. */
static gboolean
read_digits (const char *text, GString *digits, gboolean *international)
{
	*international = FALSE;
	for (; *text != '\0'; text = g_utf8_next_char (text)) {
		gunichar character = g_utf8_get_char (text);

		if (g_unichar_isdigit (character))
			g_string_append_c (digits, (char) ('0' + g_unichar_digit_value (character)));
		else if ((character == '+' || character == 0xFF0B) && digits->len == 0 && !*international)
			*international = TRUE;
		else if (!g_unichar_isspace (character) && (character > 0x7F || strchr ("-()./", (int) character) == NULL))
			return FALSE;
	}
	if (!*international && g_str_has_prefix (digits->str, "00")) {
		g_string_erase (digits, 0, 2);
		*international = TRUE;
	}
	return TRUE;
}

static gboolean
has_length (const Country *country, gsize national)
{
	return national >= country->least && national <= country->most;
}

/* A number whose country is known is held against how long numbers are there. The trunk prefix is not dialled from abroad, and no number there begins with
 * it: in "+44 (0)20 7183 8750" it goes. */
static gboolean
settle_number (GString *digits)
{
	for (gsize i = 0; i < G_N_ELEMENTS (countries); i++) {
		const Country *country = &countries[i];
		const gsize code = strlen (country->code);

		if (!g_str_has_prefix (digits->str, country->code))
			continue;
		if (strcmp (country->trunk, "0") == 0 && digits->str[code] == '0')
			g_string_erase (digits, (gssize) code, 1);
		return has_length (country, digits->len - code);
	}
	return digits->len >= 8 && digits->len <= 15 && digits->str[0] != '0';
}

/* Makes a number of @country one that says so. One that is too long for the country and has its code in front says so already: 8613800138000. */
static void
add_country (const Country *country, GString *digits)
{
	const gsize trunk = strlen (country->trunk), code = strlen (country->code);

	if (trunk > 0 && g_str_has_prefix (digits->str, country->trunk) && digits->len > country->least)
		g_string_erase (digits, 0, (gssize) trunk);
	else if (digits->len > country->most && g_str_has_prefix (digits->str, country->code) && has_length (country, digits->len - code))
		return;
	g_string_prepend (digits, country->code);
}

/* Country code and number, without +. */
static gboolean
append_number (const char *text, const char *iso, GString *out)
{
	g_autoptr (GString) digits = g_string_new (NULL);
	const Country *country = country_of (iso);
	gboolean international, possible;

	if (!read_digits (text, digits, &international) || (!international && country == NULL))
		return FALSE;
	if (!international)
		add_country (country, digits);
	possible = settle_number (digits);
	g_string_append (out, digits->str);
	return possible;
}

gboolean
seg_normalise_e164 (const char *text, const char *country, GString *out)
{
	g_string_append_c (out, '+');
	return append_number (text, country, out);
}

gboolean
seg_normalise_phone_digits (const char *text, const char *country, GString *out)
{
	return append_number (text, country, out);
}

/* Mobile numbers of mainland China: 11 digits from 13 to 19. They are taken without a country, too: nothing else is expected here. */
gboolean
seg_normalise_phone_chinese (const char *text, const char *country, GString *out)
{
	g_autoptr (GString) digits = g_string_new (NULL);
	gboolean international;

	(void) country;
	if (!read_digits (text, digits, &international) || (international && !g_str_has_prefix (digits->str, "86")))
		return FALSE;
	if (digits->len == 13 && g_str_has_prefix (digits->str, "86"))
		g_string_erase (digits, 0, 2);
	g_string_append (out, digits->str);
	return digits->len == 11 && digits->str[0] == '1' && digits->str[1] >= '3';
}
