/* Orders as they are: what each line of an order is. The policy (prepare/orders.c) decides later what it counts for. */
#include <config.h>
#include "order-kind.h"

#include <math.h>
#include <string.h>

const char *const seg_order_kind_names[SEG_ORDER_N_KINDS] = {
	[SEG_ORDER_PURCHASE] = "purchase", [SEG_ORDER_REFUND] = "refund", [SEG_ORDER_REFUNDED] = "refunded",
	[SEG_ORDER_CANCELLATION] = "cancellation", [SEG_ORDER_CANCELLED] = "cancelled", [SEG_ORDER_TEST] = "test order",
};

/* States --------------------------------------------------------------------------------------------------------------- */

/* Folded beginnings; the first that fits decides. A part given back leaves the order standing. */
static const struct { const char *begin; SegOrderState state; } states[] = {
	{ "partial", SEG_ORDER_STATE_PAID }, { "部分", SEG_ORDER_STATE_PAID }, { "notrefund", SEG_ORDER_STATE_PAID },
	{ "refund", SEG_ORDER_STATE_REFUNDED }, { "fullyrefund", SEG_ORDER_STATE_REFUNDED }, { "return", SEG_ORDER_STATE_REFUNDED },
	{ "chargeback", SEG_ORDER_STATE_REFUNDED }, { "chargedback", SEG_ORDER_STATE_REFUNDED }, { "reversed", SEG_ORDER_STATE_REFUNDED },
	{ "退款", SEG_ORDER_STATE_REFUNDED }, { "已退", SEG_ORDER_STATE_REFUNDED }, { "退货", SEG_ORDER_STATE_REFUNDED },
	{ "全额退", SEG_ORDER_STATE_REFUNDED }, { "已全额退", SEG_ORDER_STATE_REFUNDED }, { "交易退款", SEG_ORDER_STATE_REFUNDED },
	{ "cancel", SEG_ORDER_STATE_CANCELLED }, { "void", SEG_ORDER_STATE_CANCELLED }, { "closed", SEG_ORDER_STATE_CANCELLED },
	{ "failed", SEG_ORDER_STATE_UNPAID }, { "failure", SEG_ORDER_STATE_UNPAID }, { "expired", SEG_ORDER_STATE_UNPAID },
	{ "unpaid", SEG_ORDER_STATE_UNPAID }, { "notpaid", SEG_ORDER_STATE_UNPAID }, { "pending", SEG_ORDER_STATE_UNPAID },
	{ "awaitingpayment", SEG_ORDER_STATE_UNPAID }, { "abandoned", SEG_ORDER_STATE_UNPAID }, { "declined", SEG_ORDER_STATE_UNPAID },
	{ "取消", SEG_ORDER_STATE_CANCELLED }, { "已取消", SEG_ORDER_STATE_CANCELLED }, { "订单取消", SEG_ORDER_STATE_CANCELLED },
	{ "买家取消", SEG_ORDER_STATE_CANCELLED }, { "用户取消", SEG_ORDER_STATE_CANCELLED }, { "系统取消", SEG_ORDER_STATE_CANCELLED },
	{ "关闭", SEG_ORDER_STATE_CANCELLED }, { "已关闭", SEG_ORDER_STATE_CANCELLED }, { "交易关闭", SEG_ORDER_STATE_CANCELLED },
	{ "交易取消", SEG_ORDER_STATE_CANCELLED }, { "失败", SEG_ORDER_STATE_UNPAID }, { "支付失败", SEG_ORDER_STATE_UNPAID },
	{ "交易失败", SEG_ORDER_STATE_UNPAID }, { "未支付", SEG_ORDER_STATE_UNPAID }, { "未付款", SEG_ORDER_STATE_UNPAID },
	{ "待支付", SEG_ORDER_STATE_UNPAID }, { "待付款", SEG_ORDER_STATE_UNPAID }, { "等待买家付款", SEG_ORDER_STATE_UNPAID },
	{ "等待付款", SEG_ORDER_STATE_UNPAID }, { "超时", SEG_ORDER_STATE_UNPAID }, { "作废", SEG_ORDER_STATE_CANCELLED },
	{ "已作废", SEG_ORDER_STATE_CANCELLED }, { "无效", SEG_ORDER_STATE_CANCELLED },
	{ "test", SEG_ORDER_STATE_TEST }, { "测试", SEG_ORDER_STATE_TEST },
};

SegOrderState
seg_order_state (const char *text)
{
	g_autofree char *folded = seg_name_fold (text);

	for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
		if (g_str_has_prefix (folded, states[i].begin))
			return states[i].state;
	return SEG_ORDER_STATE_PAID;
}

/* Test orders ------------------------------------------------------------------------------------------------------------ */

/* Whether @text is one of @words with nothing behind it but digits, spaces and signs: "test", "TEST-0012", "测试订单 3". What merely
 * speaks of tests ("软件测试入门", "Testing for beginners", "testament") is none. */
static gboolean
is_test_name (const char *text, const char *const *words)
{
	if (text == NULL || (text[0] != 't' && text[0] != 'T' && text[0] != '\xE6')) /* 测 begins with E6 */
		return FALSE;
	for (gsize i = 0; words[i] != NULL; i++) {
		gsize length = strlen (words[i]);

		if (g_ascii_strncasecmp (text, words[i], length) == 0 && text[length + strspn (text + length, "0123456789-_.#/ ")] == '\0')
			return TRUE;
	}
	return FALSE;
}

/* test@..., test01@..., test+shop@... */
gboolean
seg_order_is_test_address (const char *text)
{
	const char *at = strchr (text, '@');

	return at != NULL && g_ascii_strncasecmp (text, "test", 4) == 0
	       && (text[4] == '+' || text + 4 + strspn (text + 4, "0123456789-_.") == at);
}

gboolean
seg_order_is_test_user (const char *text)
{
	static const char *const users[] = { "test", "test user", "testuser", "test account", "test customer", "tester", "测试", "测试用户", "测试账号",
	                                     "测试会员", "测试员", NULL };

	return is_test_name (text, users) || seg_order_is_test_address (text);
}

static gboolean
is_test (const SegOrderLine *line)
{
	static const char *const orders[] = { "test", "test order", "testorder", "测试", "测试订单", NULL };
	static const char *const titles[] = { "test", "test product", "test item", "test course", "test order", "测试", "测试商品", "测试课程", "测试产品",
	                                      "测试订单", "测试专用", NULL };

	return line->state == SEG_ORDER_STATE_TEST || line->test_user || is_test_name (line->order, orders) || is_test_name (line->title, titles);
}

/* Kinds -------------------------------------------------------------------------------------------------------------------- */

/* "C536379": the cancellation of an order. */
static gboolean
is_cancellation_number (const SegImportPlan *plan, const char *order)
{
	return plan->cancellations && order != NULL && (order[0] == 'C' || order[0] == 'c') && g_ascii_isdigit (order[1]);
}

SegOrderKind
seg_order_kind (const SegImportPlan *plan, const SegOrderLine *line)
{
	gboolean negative = line->amount < 0 || line->quantity < 0;

	if (is_test (line))
		return SEG_ORDER_TEST;
	if (line->state == SEG_ORDER_STATE_REFUNDED)
		return negative || plan->state_entries ? SEG_ORDER_REFUND : SEG_ORDER_REFUNDED;
	if (is_cancellation_number (plan, line->order))
		return SEG_ORDER_CANCELLATION;
	if (line->state == SEG_ORDER_STATE_UNPAID)
		return SEG_ORDER_CANCELLED;
	if (line->state == SEG_ORDER_STATE_CANCELLED)
		return negative || plan->state_entries ? SEG_ORDER_CANCELLATION : SEG_ORDER_CANCELLED;
	return negative ? SEG_ORDER_REFUND : SEG_ORDER_PURCHASE;
}

gboolean
seg_order_is_entry (SegOrderKind kind)
{
	return kind == SEG_ORDER_REFUND || kind == SEG_ORDER_CANCELLATION;
}
