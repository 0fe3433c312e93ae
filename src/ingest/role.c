/* The roles a file can have, and what its columns can mean in each. Adding a role is one row of the table below.
 *
 * Aliases are compared after seg_name_fold(): no case, no spaces, no punctuation. The first alias of a field is the best. */
#include <config.h>
#include "ingest-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define NAMES(...) ((const char *const[]) { __VA_ARGS__, NULL })

#define USER_NAMES NAMES ( \
	"userid", "customerid", "memberid", "householdid", "householdkey", "clientid", "studentid", "learnerid", "visitorid", \
	"buyerid", "accountid", "personid", "subscriberid", "reviewerid", "uid", "userkey", "customerkey", "usernumber", \
	"customernumber", "customerno", "memberno", "memberkey", "custid", "custno", "userno", "clientnum", "studentno", "idstudent", \
	"fullvisitorid", "pseudonym", "化名", "household", "user", "customer", "member", "client", "student", \
	"learner", "visitor", "buyer", "subscriber", "reviewer", "openid", "unionid", \
	"用户id", "用户编号", "会员号", "会员编号", "会员id", "客户编号", "客户id", "客户号", "学员编号", "学员id", "学号", \
	"买家id", "买家会员名", "会员手机", "用户", "会员", "客户", "学员", "买家", "用户名", "customeremail", "useremail", "email", "邮箱")
#define ITEM_NAMES NAMES ( \
	"itemid", "productid", "courseid", "movieid", "bookid", "articleid", "stockcode", "sku", "skuid", "asin", "isbn", \
	"productcode", "itemcode", "productkey", "itemkey", "contentid", "goodsid", "lectureid", "songid", "trackid", "videoid", "lessonid", "resourceid", "postid", "newsid", "gameid", \
	"appid", "recipeid", "showid", "businessid", "restaurantid", "hotelid", "parentasin", "variantid", "lineitemsku", "item", "product", \
	"course", "movie", "book", "article", \
	"课程id", "课程编号", "商品id", "商品编号", "商品编码", "产品id", "产品编号", "物品id", "内容id", "书籍编号", "专栏编号", \
	"课程", "商品", "产品", "书籍", "专栏", "内容", \
	"itemname", "productname", "lineitemname", "coursename", "coursetitle", "movietitle", "booktitle", "课程名称", "课程名", "商品名称", "商品名", \
	"宝贝标题", "产品名称", "书名", "专栏名称")
#define TIME_NAMES NAMES ( \
	"at", "timestamp", "transactiontimestamp", "eventtime", "eventtimestamp", "datetime", "invoicedate", "orderdate", \
	"ordertime", "purchasedate", "purchasetime", "transactiondate", "transactiontime", "paidat", "paymenttime", "paymentdate", \
	"payat", "createdat", "createtime", "createdtime", "occurredat", "time", "date", "day", "ts", "when", "unixreviewtime", \
	"reviewtime", "reviewdate", "ratedat", "reviewedat", \
	"支付时间", "付款时间", "下单时间", "购买时间", "订单时间", "成交时间", "交易时间", "评价时间", "评论时间", "评分时间", \
	"行为时间", "事件时间", "发生时间", "创建时间", "支付日期", "下单日期", "购买日期", \
	"订单付款时间", "订单支付时间", "订单创建时间", "时间", "日期", "时间戳")
#define AMOUNT_LIST \
	"amount", "salesvalue", "dollarvalue", "dollars", "totalamount", "amountpaid", "paidamount", "paid", "paymentamount", "lineamount", "linetotal", \
	"ordertotal", "orderamount", "totalprice", "totalsales", "sales", "revenue", "netamount", "grossamount", "subtotal", \
	"total", "spend", "value", "gmv", \
	"实付金额", "实付", "买家实际支付金额", "实际支付金额", "支付金额", "付款金额", "实收金额", "成交金额", "订单金额", "交易金额", "消费金额", "总金额", "总价", \
	"金额"
#define AMOUNT_NAMES NAMES (AMOUNT_LIST)
#define QUANTITY_NAMES NAMES ("quantity", "qty", "units", "nitems", "numberofitems", "numitems", "itemcount", "pieces", "count", "lineitemquantity", "数量", "件数", "购买数量")
#define ORDER_NAMES NAMES ( \
	"orderid", "orderno", "ordernumber", "invoiceno", "invoice", "invoiceid", "invoicenumber", "basketid", "basket", \
	"transactionid", "transactionno", "receiptid", "receiptno", "tradeno", "order", "orderkey", \
	"订单号", "订单编号", "订单id", "交易号", "交易单号", "流水号", "发票号")
#define RATING_NAMES NAMES ("rating", "stars", "score", "starrating", "overall", "ratingvalue", "grade", \
	"评分", "星级", "打分", "评价星级", "得分", "评价")
#define REVIEW_NAMES NAMES ("review", "reviewtext", "comment", "comments", "text", "reviewbody", "content", "feedback", "body", \
	"评价", "评论", "评论内容", "评价内容", "内容", "留言", "反馈")

#define TITLE_NAMES NAMES ("title", "name", "itemname", "productname", "coursename", "coursetitle", "booktitle", "movietitle", \
	"itemtitle", "producttitle", "lineitemname", "description", "productdescription", "itemdescription", \
	"课程名称", "课程名", "课程标题", "标题", "商品名称", "商品名", "商品标题", "宝贝标题", "产品名称", "书名", "专栏名称", "名称")

static const SegField user_fields[] = {
	{ "user", N_("user (key)"), SEG_TYPE_TEXT, FALSE, USER_NAMES },
	{ "registered", N_("registration date"), SEG_TYPE_DATE, FALSE,
	  NAMES ("registeredat", "registered", "registrationdate", "registrationtime", "registerdate", "registertime", "signupdate",
	         "signupat", "signup", "joindate", "joinedat", "joined", "membersince", "customersince", "dtcustomer",
	         "createdat", "createdate", "creationdate", "enrolleddate",
	         "注册时间", "注册日期", "入会时间", "入会日期", "加入时间", "开户日期") },
	{ "name", N_("name"), SEG_TYPE_TEXT, FALSE,
	  NAMES ("name", "fullname", "customername", "username", "membername", "nickname", "displayname",
	         "姓名", "名字", "用户名", "会员姓名", "客户姓名", "昵称", "学员姓名") },
	{ "email", N_("e-mail address"), SEG_TYPE_TEXT, FALSE,
	  NAMES ("email", "emailaddress", "mail", "mailaddress", "邮箱", "电子邮箱", "电子邮件", "邮件地址", "邮件") },
	{ "phone", N_("telephone number"), SEG_TYPE_TEXT, FALSE,
	  NAMES ("phone", "mobile", "phonenumber", "mobilenumber", "mobilephone", "telephone", "tel", "cellphone", "cell",
	         "手机", "手机号", "手机号码", "电话", "联系电话", "电话号码", "会员手机") },
	{ "consent", N_("consent to be contacted"), SEG_TYPE_BOOLEAN, FALSE,
	  NAMES ("emailconsent", "consent", "marketingconsent", "optin", "emailoptin", "marketingoptin", "subscribed", "issubscribed",
	         "acceptsmarketing", "acceptsemailmarketing", "newsletter", "gdprconsent", "contactable", "allowmarketing",
	         "同意", "是否同意", "营销同意", "同意营销", "同意接收", "同意接收营销", "是否订阅", "订阅", "接收推广", "邮件同意") },
	{ "outcome", N_("what became of the person (to be predicted)"), SEG_TYPE_CATEGORY, FALSE,
	  NAMES ("churn", "churned", "churnlabel", "churnvalue", "churnflag", "churnstatus", "churnscore", "churncategory", "churnreason",
	         "ischurn", "ischurned", "haschurned", "attrition", "attritionflag", "attrited", "exited", "hasleft", "isleft", "lapsed", "retained",
	         "isretained", "converted", "conversion", "isconverted", "hasconverted", "responded", "hasresponded", "response", "repurchased",
	         "rebought", "renewed", "isrenewed", "outcome", "target", "targetvariable", "label", "y", "classlabel", "defaulted", "isdefault",
	         "流失", "是否流失", "已流失", "流失标签", "流失原因", "转化", "是否转化", "已转化", "响应", "是否响应", "复购", "是否复购", "续费",
	         "是否续费", "续订", "是否续订", "留存", "是否留存", "退课", "是否退课", "违约", "是否违约", "结果", "目标", "目标变量", "标签", "因变量",
	         /* where they only say yes or no: seg_guess_fits_mark() */
	         "revenue", "sales", "purchase", "purchased", "haspurchased", "madepurchase", "bought", "hasbought", "ordered", "hasordered", "sold", "deposit",
	         "购买", "是否购买", "已购买", "是否下单", "已下单", "是否成交", "成交") },
};

static const SegField item_fields[] = {
	{ "item", N_("item (key)"), SEG_TYPE_TEXT, TRUE, ITEM_NAMES },
	{ "title", N_("title"), SEG_TYPE_TEXT, FALSE, TITLE_NAMES },
	{ "author", N_("author or brand"), SEG_TYPE_TEXT, FALSE,
	  NAMES ("author", "authors", "teacher", "instructor", "lecturer", "speaker", "creator", "director", "brand", "manufacturer",
	         "作者", "讲师", "老师", "教师", "主讲", "主讲人", "品牌") },
	{ "category", N_("category"), SEG_TYPE_CATEGORY, FALSE,
	  NAMES ("category", "categoryname", "productcategory", "coursecategory", "maincategory", "genre", "genres", "subject", "topic",
	         "department", "productgroup", "type", "level1",
	         "类别", "分类", "类目", "课程分类", "课程类别", "商品分类", "商品类目", "品类", "科目", "学科", "主题") },
	{ "level", N_("level"), SEG_TYPE_CATEGORY, FALSE,
	  NAMES ("level", "difficulty", "courselevel", "skilllevel", "难度", "级别", "等级", "难度等级", "课程难度") },
	{ "price", N_("price"), SEG_TYPE_NUMBER, FALSE,
	  NAMES ("price", "unitprice", "listprice", "retailprice", "currentprice", "msrp", "价格", "单价", "售价", "定价", "标价", "原价") },
};

static const SegField event_fields[] = {
	{ "user", N_("user"), SEG_TYPE_TEXT, TRUE, USER_NAMES },
	{ "item", N_("item"), SEG_TYPE_TEXT, FALSE, ITEM_NAMES },
	{ "kind", N_("kind of event"), SEG_TYPE_CATEGORY, FALSE,
	  NAMES ("event", "eventtype", "eventname", "eventkind", "kind", "action", "actiontype", "behavior", "behaviour",
	         "behaviortype", "activity", "activitytype", "interaction", "type",
	         "行为", "行为类型", "事件", "事件类型", "动作", "操作", "操作类型", "类型") },
	{ "at", N_("time"), SEG_TYPE_DATE, FALSE, TIME_NAMES },
	{ "amount", N_("amount of money"), SEG_TYPE_NUMBER, FALSE, NAMES (AMOUNT_LIST, "price", "价格") },
	{ "quantity", N_("quantity"), SEG_TYPE_NUMBER, FALSE, QUANTITY_NAMES },
	{ "seconds", N_("seconds spent"), SEG_TYPE_NUMBER, FALSE,
	  NAMES ("seconds", "duration", "durationseconds", "durations", "durationsec", "secondsspent", "secs", "watchtime",
	         "watchseconds", "playseconds", "timespent", "dwelltime", "dwell",
	         "时长", "秒数", "学习时长", "播放时长", "观看时长", "停留时长", "阅读时长") },
	{ "text", N_("search words or text"), SEG_TYPE_TEXT, FALSE,
	  NAMES ("query", "searchquery", "searchterm", "searchterms", "keyword", "keywords", "search", "text", "comment", "review",
	         "搜索词", "关键词", "搜索关键词", "查询", "评论", "内容") },
	{ "rating", N_("rating"), SEG_TYPE_NUMBER, FALSE, RATING_NAMES },
	{ "order", N_("order number"), SEG_TYPE_TEXT, FALSE, ORDER_NAMES },
};

static const SegField purchase_fields[] = {
	{ "user", N_("user"), SEG_TYPE_TEXT, TRUE, USER_NAMES },
	{ "item", N_("item"), SEG_TYPE_TEXT, FALSE, ITEM_NAMES },
	{ "at", N_("time"), SEG_TYPE_DATE, FALSE, TIME_NAMES },
	{ "amount", N_("amount of money"), SEG_TYPE_NUMBER, FALSE, AMOUNT_NAMES },
	{ "quantity", N_("quantity"), SEG_TYPE_NUMBER, FALSE, QUANTITY_NAMES },
	{ "price", N_("price of one"), SEG_TYPE_NUMBER, FALSE,
	  NAMES ("unitprice", "price", "itemprice", "priceeach", "productprice", "lineitemprice", "单价", "价格", "商品单价", "售价") },
	{ "order", N_("order number"), SEG_TYPE_TEXT, FALSE, ORDER_NAMES },
	{ "title", N_("title of the item"), SEG_TYPE_TEXT, FALSE, TITLE_NAMES },
	{ "status", N_("state of the order (paid, refunded, cancelled)"), SEG_TYPE_CATEGORY, FALSE,
	  NAMES ("status", "orderstatus", "paymentstatus", "orderstate", "financialstatus", "state", "状态", "订单状态", "支付状态", "交易状态") },
};

static const SegField rating_fields[] = {
	{ "user", N_("user"), SEG_TYPE_TEXT, TRUE, USER_NAMES },
	{ "item", N_("item"), SEG_TYPE_TEXT, TRUE, ITEM_NAMES },
	{ "rating", N_("rating"), SEG_TYPE_NUMBER, TRUE, RATING_NAMES },
	{ "at", N_("time"), SEG_TYPE_DATE, FALSE, TIME_NAMES },
	{ "text", N_("review text"), SEG_TYPE_TEXT, FALSE, REVIEW_NAMES },
};

static const SegField review_fields[] = {
	{ "user", N_("user"), SEG_TYPE_TEXT, TRUE, USER_NAMES },
	{ "text", N_("review text"), SEG_TYPE_TEXT, TRUE, REVIEW_NAMES },
	{ "item", N_("item"), SEG_TYPE_TEXT, FALSE, ITEM_NAMES },
	{ "at", N_("time"), SEG_TYPE_DATE, FALSE, TIME_NAMES },
	{ "rating", N_("rating"), SEG_TYPE_NUMBER, FALSE, RATING_NAMES },
};

static const SegField result_fields[] = {
	{ "user", N_("user"), SEG_TYPE_TEXT, FALSE, USER_NAMES },
	{ "campaign", N_("campaign"), SEG_TYPE_TEXT, FALSE,
	  NAMES ("campaign", "campaignid", "campaignname", "campaigncode", "campaignkey", "mailing", "mailingid", "experiment", "experimentid",
	         "活动", "活动名称", "活动名", "活动编号", "活动id", "营销活动", "计划名称", "任务名称") },
	{ "outcome", N_("outcome: opened, clicked, bought ..."), SEG_TYPE_CATEGORY, FALSE,
	  NAMES ("outcome", "result", "status", "event", "eventtype", "response", "action", "结果", "状态", "反馈", "行为", "事件") },
	{ "variant", N_("what the user got: A, B, nothing"), SEG_TYPE_CATEGORY, FALSE,
	  NAMES ("variant", "variation", "arm", "treatment", "testgroup", "abgroup", "experimentgroup", "group", "bucket", "cell",
	         "version", "segment", "offer", "组别", "分组", "实验组", "实验分组", "版本", "人群") },
	{ "at", N_("time"), SEG_TYPE_DATE, FALSE,
	  NAMES ("sentat", "senttime", "sentdate", "senddate", "sendtime", "contactdate", "contactedat", "redemptiondate", "at", "timestamp",
	         "eventtime", "datetime", "createdat", "time", "date", "发送时间", "触达时间", "发送日期", "时间", "日期") },
	{ "amount", N_("amount of money"), SEG_TYPE_NUMBER, FALSE, AMOUNT_NAMES },
};

static const SegRole roles[] = {
	{ N_("users"), N_("users: one row a person"), user_fields, G_N_ELEMENTS (user_fields), TRUE, "user" },
	{ N_("items"), N_("items: one row a course, product, article"), item_fields, G_N_ELEMENTS (item_fields), TRUE, "item" },
	{ N_("events"), N_("events: one row for each thing a user did"), event_fields, G_N_ELEMENTS (event_fields), FALSE, NULL },
	{ N_("purchases"), N_("purchases: one row a line of an order or receipt"), purchase_fields, G_N_ELEMENTS (purchase_fields), FALSE, NULL },
	{ N_("ratings"), N_("ratings: one row for each rating of an item by a user"), rating_fields, G_N_ELEMENTS (rating_fields), FALSE, NULL },
	{ N_("reviews"), N_("reviews: one row for each text a user wrote"), review_fields, G_N_ELEMENTS (review_fields), FALSE, NULL },
	{ N_("results"), N_("results: what became of a campaign, one row a person or an outcome"), result_fields, G_N_ELEMENTS (result_fields), FALSE,
	  NULL },
};

const SegRole *
seg_roles (gsize *n_roles)
{
	*n_roles = G_N_ELEMENTS (roles);
	return roles;
}

const SegRole *
seg_role_find (const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
		if (strcmp (roles[i].name, name) == 0)
			return &roles[i];
	return NULL;
}

gboolean
seg_field_is_mark (const SegField *field)
{
	return field >= user_fields && field < user_fields + G_N_ELEMENTS (user_fields) && strcmp (field->name, "outcome") == 0;
}

const SegField *
seg_role_field (const SegRole *role, const char *name)
{
	for (gsize i = 0; i < role->n_fields; i++)
		if (strcmp (role->fields[i].name, name) == 0)
			return &role->fields[i];
	return NULL;
}
