/* Normalised and hashed values against the examples that the services publish, and against checksums made elsewhere. */
#include <config.h>
#include <segscope/error.h>
#include <segscope/preset.h>

#include "support/folder.h"

static const SegPresetColumn *
column_of (const char *preset, SegPresetField field)
{
	const SegPreset *found = seg_preset_find (preset, NULL);

	g_assert_nonnull (found);
	for (guint i = 0; found->columns[i].heading != NULL; i++)
		if (found->columns[i].field == field)
			return &found->columns[i];
	g_error ("%s has no such field", preset);
}

static void
expect (const char *preset, SegPresetField field, const char *text, const char *country, const char *value)
{
	g_autoptr (GString) out = g_string_new ("before");
	gboolean valid = seg_preset_value (column_of (preset, field), text, country, out);

	if (valid != (value != NULL) || g_strcmp0 (out->str, value != NULL ? value : "") != 0)
		g_error ("%s, \"%s\": %s", preset, text, out->str);
}

/* developers.facebook.com, customer information parameters: the examples there. */
static void
test_meta (void)
{
	expect ("meta", SEG_PRESET_EMAIL, " John_Smith@gmail.com ", NULL, "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f");
	expect ("meta", SEG_PRESET_PHONE, "(650)555-1212", "US", "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176");
	expect ("meta", SEG_PRESET_PHONE, "+1 650 555 1212", NULL, "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176");
	expect ("meta", SEG_PRESET_FIRST_NAME, "Mary", NULL, "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec");
	expect ("meta", SEG_PRESET_FIRST_NAME, "정", NULL, "8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14");
	expect ("meta", SEG_PRESET_FIRST_NAME, "Valéry", NULL, "08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c");
	expect ("meta", SEG_PRESET_EMAIL, "no address", NULL, NULL);
	expect ("mailchimp", SEG_PRESET_SEGMENT, "Often active, much time spent", NULL, "Often active / much time spent"); /* one tag, not two */
	expect ("meta", SEG_PRESET_PHONE, "650-555-1212", NULL, NULL); /* of which country? */
	expect ("meta", SEG_PRESET_EMAIL, "", NULL, "");
}

/* developers.e.qq.com, customer file audiences: the examples there. */
static void
test_tencent (void)
{
	expect ("tencent-idfa", SEG_PRESET_IDFA, "ff1999cd-7177-4937-a474-74937a102630", NULL, "2c010ed96aef2fc34983e1e7e9176b7e");
	expect ("tencent-imei", SEG_PRESET_IMEI, "A000002C9060F7", NULL, "f2d5a650733ca8c27d502b1c08da14e5");
	expect ("tencent-imei", SEG_PRESET_IMEI, "12345", NULL, NULL);
	expect ("tencent-oaid", SEG_PRESET_OAID, " 1fe9a970-efbb-29e0-0bdd-f5dbbf751ab5", NULL, "83e9158a4fb54c0e1ef0b238639a23ae"); /* datanexus.qq.com */
	expect ("tencent-idfa", SEG_PRESET_IDFA, "00000000-0000-0000-0000-000000000000", NULL, NULL); /* the person has said no */
	/* printf 13800138000 | md5sum, sha256sum */
	expect ("tencent-phone-md5", SEG_PRESET_PHONE, "+86 138-0013-8000", NULL, "7945bd83237335e5376ff44d62e4f0ae");
	expect ("tencent-phone-sha256", SEG_PRESET_PHONE, "１３８００１３８０００", NULL, "a6942f9771d67f34034d2f1926988ed3fad3bf1b4e7cedb9a31f31398dea43bc");
	expect ("bytedance-phone-sha256", SEG_PRESET_PHONE, "0086 13800138000", NULL, "a6942f9771d67f34034d2f1926988ed3fad3bf1b4e7cedb9a31f31398dea43bc");
	expect ("bytedance-phone-md5", SEG_PRESET_PHONE, "8613800138000", NULL, "7945bd83237335e5376ff44d62e4f0ae");
	expect ("tencent-phone-md5", SEG_PRESET_PHONE, "010-12345678", NULL, NULL); /* a landline */
	expect ("tencent-phone-md5", SEG_PRESET_PHONE, "+1 650 555 1212", NULL, NULL);
}

static void
expect_form (SegNormalise normalise, const char *text, const char *country, const char *form)
{
	g_autoptr (GString) out = g_string_new (NULL);
	gboolean valid = normalise (text, country, out);

	g_assert_cmpint (valid, ==, form != NULL);
	if (form != NULL)
		g_assert_cmpstr (out->str, ==, form);
}

static void
test_email (void)
{
	static const char *const bad[] = { "a", "a@", "@b.com", "a@b", "a b@c.com", "a@b..com", ".a@b.com", "a.@b.com", "a..b@c.com", "a@b@c.com", "a@-b.com",
	                                   "a@b.123", "a@b.com, c@d.com", "无", "n/a" };
	static const char *const good[] = { "a@b.com", "first.last+tag@sub.example.co.uk", "o'neil@example.org", "用户@例子.中国", "1@2.cn" };

	for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
		expect_form (seg_normalise_email, bad[i], NULL, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
		expect_form (seg_normalise_email, good[i], NULL, good[i]);
	expect_form (seg_normalise_email, " A@B.com\n", NULL, "A@B.com");
	/* Data Manager API, formatting; support.google.com: dots go only where Google's mail ignores them */
	expect_form (seg_normalise_email_google, "Jane.Doe @gmail.com", NULL, "janedoe@gmail.com");
	expect_form (seg_normalise_email_google, "Jane.Doe@googlemail.com", NULL, "janedoe@googlemail.com");
	expect_form (seg_normalise_email_google, "Jane.Doe@Example.com", NULL, "jane.doe@example.com");
	/* ads.tiktok.com, supported IDs and formats */
	expect_form (seg_normalise_email_tiktok, "First.Last+shop@Gmail.com", NULL, "firstlast@gmail.com");
}

static void
test_phone (void)
{
	expect_form (seg_normalise_e164, "(800)555-0100", "US", "+18005550100"); /* Google's example */
	expect_form (seg_normalise_e164, "1-800-555-0100", "US", "+18005550100");
	expect_form (seg_normalise_e164, "020 7183 8750", "GB", "+442071838750"); /* TikTok's example */
	expect_form (seg_normalise_e164, "+44 20 7183 8750", "CN", "+442071838750"); /* what the number says counts */
	expect_form (seg_normalise_e164, "13800138000", "CN", "+8613800138000");
	expect_form (seg_normalise_e164, "0086 138 0013 8000", NULL, "+8613800138000");
	expect_form (seg_normalise_e164, "＋86 13800138000", NULL, "+8613800138000");
	expect_form (seg_normalise_e164, "06 1234 5678", "IT", "+390612345678"); /* Italy keeps its 0 */
	expect_form (seg_normalise_e164, "030 901820", "DE", "+4930901820");
	expect_form (seg_normalise_e164, "13800138000", NULL, NULL);
	expect_form (seg_normalise_e164, "+86 1380013800", NULL, "+861380013800");
	expect_form (seg_normalise_e164, "+86 138001", NULL, NULL);
	expect_form (seg_normalise_e164, "+1 650 555 121", NULL, NULL);
	expect_form (seg_normalise_e164, "call me", "US", NULL);
	expect_form (seg_normalise_e164, "555-1212 ext 4", "US", NULL);
	expect_form (seg_normalise_phone_digits, "13800138000", "CN", "8613800138000");
	/* the trunk prefix that some write behind the country's code */
	expect_form (seg_normalise_e164, "+44 (0)20 7183 8750", "US", "+442071838750");
	expect_form (seg_normalise_e164, "0049 (0) 30 901820", NULL, "+4930901820");
	expect_form (seg_normalise_e164, "+39 06 1234 5678", NULL, "+390612345678");
	expect_form (seg_normalise_e164, "+86 010 6552 9988", NULL, "+861065529988");
	/* the country's code without + */
	expect_form (seg_normalise_e164, "86 138 0013 8000", "CN", "+8613800138000");
	expect_form (seg_normalise_e164, "447911123456", "GB", "+447911123456");
	expect_form (seg_normalise_e164, "33612345678", "FR", "+33612345678");
	expect_form (seg_normalise_e164, "6591234567", "SG", "+6591234567");
	expect_form (seg_normalise_e164, "8613800138000", "GB", NULL); /* of another country than was said: not clear */
	/* how numbers are written at home */
	expect_form (seg_normalise_e164, "0912-345-678", "TW", "+886912345678");
	expect_form (seg_normalise_e164, "090-1234-5678", "JP", "+819012345678");
	expect_form (seg_normalise_e164, "010-1234-5678", "KR", "+821012345678");
	expect_form (seg_normalise_e164, "8 (916) 123-45-67", "RU", "+79161234567");
	expect_form (seg_normalise_e164, "(812) 123-45-67", "RU", "+78121234567"); /* an area, not the 8 before it */
	expect_form (seg_normalise_e164, "9123 4567", "HK", "+85291234567");
	expect_form (seg_normalise_e164, "098765 43210", "IN", "+919876543210");
	expect_form (seg_normalise_e164, "(11) 91234-5678", "BR", "+5511912345678");
	expect_form (seg_normalise_e164, "0412 345 678", "AU", "+61412345678");
	expect_form (seg_normalise_e164, "06 12 34 56 78", "FR", "+33612345678");
}

static void
test_others (void)
{
	expect_form (seg_normalise_country_lower, "China", NULL, "cn");
	expect_form (seg_normalise_country, "美国", NULL, "US");
	expect_form (seg_normalise_country, "de", NULL, "DE");
	expect_form (seg_normalise_country, "usa", NULL, "US");
	expect_form (seg_normalise_country, "UK", NULL, "GB"); /* which is no code */
	expect_form (seg_normalise_country, "中国香港", NULL, "HK");
	expect_form (seg_normalise_country, "Atlantis", NULL, NULL);
	expect_form (seg_normalise_name_meta, " O'Neil-Smith ", NULL, "oneilsmith");
	expect_form (seg_normalise_city_meta, "San Francisco", NULL, "sanfrancisco");
	expect_form (seg_normalise_zip_meta, "94103-1234", "US", "94103");
	expect_form (seg_normalise_zip_meta, "WC2H 8LG", "GB", "wc2h8lg");
	expect_form (seg_normalise_gender, "Female", NULL, "f");
	expect_form (seg_normalise_gender, "男", NULL, "m");
	expect_form (seg_normalise_gender, "?", NULL, NULL);
	expect_form (seg_normalise_date, "1990-03-05", NULL, "19900305");
	expect_form (seg_normalise_date, "1990-02-30", NULL, NULL);
}

/* Every preset can be found by its name, needs something, and no service gets a plain address where hashes are promised. */
static void
test_table (void)
{
	g_autoptr (GError) error = NULL;
	guint n = 0;

	for (; seg_preset (n) != NULL; n++) {
		const SegPreset *preset = seg_preset (n);
		guint n_identifying = 0;

		g_assert_true (seg_preset_find (preset->name, NULL) == preset);
		for (guint i = 0; preset->columns[i].heading != NULL; i++) {
			n_identifying += preset->columns[i].identifies ? 1 : 0;
			if (preset->columns[i].identifies)
				g_assert_cmpint (preset->columns[i].hash != SEG_HASH_NONE, ==, preset->is_hashed);
		}
		g_assert_cmpuint (n_identifying, >, 0);
	}
	g_assert_cmpuint (n, ==, 16);
	g_assert_null (seg_preset_find ("myspace", &error));
	test_error (&error, SEG_ERROR_USAGE, "mailchimp");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/preset/meta", test_meta);
	g_test_add_func ("/preset/tencent", test_tencent);
	g_test_add_func ("/preset/email", test_email);
	g_test_add_func ("/preset/phone", test_phone);
	g_test_add_func ("/preset/others", test_others);
	g_test_add_func ("/preset/table", test_table);
	return g_test_run ();
}
