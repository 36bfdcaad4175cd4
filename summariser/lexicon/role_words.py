"""Words of titles of office with their English: the tables behind ``roles.py``.

English after Hans Wehr, *A Dictionary of Modern Written Arabic* (4th edition), and the
spelling and titles of the *United Nations Editorial Manual* and UNTERM ("Minister for" and
"Minister of" are both used there; "of" is written here). A line is ``English: Arabic, Arabic``;
all words are given without the article unless they are never without it.
"""

from collections.abc import Iterator

# Offices. "Head|kind": how the English goes on (see `roles.py`); without a kind the office is
# complete as it stands. The word that takes the article is the first one.
HEADS = """
Minister|of: وزير, وزيرة
Minister of State: وزير الدولة, وزيرة الدولة, وزير دولة, وزيرة دولة
Minister Delegate|to: الوزير المنتدب, الوزيرة المنتدبة, وزير منتدب, وزيرة منتدبة
Minister Delegate to the Head of Government: الوزير المنتدب لدى رئيس الحكومة
Minister Delegate to the Head of Government: الوزيرة المنتدبة لدى رئيس الحكومة
Prime Minister: رئيس الوزراء, رئيسة الوزراء, رئيس مجلس الوزراء, رئيسة مجلس الوزراء, رئيس الحكومة
Prime Minister: رئيسة الحكومة, الوزير الأول, الوزيرة الأولى
Prime Minister of the Government of National Unity: رئيس حكومة الوحدة الوطنية
Caretaker Prime Minister: رئيس حكومة تصريف الأعمال, رئيسة حكومة تصريف الأعمال
Prime Minister|served: رئيس حكومة, رئيسة حكومة, رئيس وزراء, رئيسة وزراء
President of the Republic: رئيس الجمهورية, رئيسة الجمهورية
President: رئيس الدولة, رئيسة الدولة
Chief|chief: رئيس, رئيسة
Chief Executive|of: الرئيس التنفيذي, رئيس تنفيذي
Chief of Staff|of: رئيس أركان حرب, رئيس أركان, رئيسة أركان, قائد أركان, رئيس هيئة أركان
Chief of Staff: رئيس الأركان, رئيس هيئة الأركان, قائد الأركان
Chief of the General Staff: رئيس الأركان العامة, رئيس هيئة الأركان العامة, قائد الأركان العامة
Chief of the General Staff: رئيس الأركان العام, رئيس هيئة أركان الحرب العامة
Chairman of the Joint Chiefs of Staff: رئيس هيئة الأركان المشتركة, رئيس هيئة رؤساء الأركان المشتركة
Chairman of the Joint Chiefs of Staff: رئيس الأركان المشتركة, رئيس لجنة رؤساء الأركان المشتركة
Chairman of the Joint Chiefs of Staff: رئيس لجنة رؤساء الأركان
Chief of the Defence Staff: رئيس أركان الدفاع, رئيس هيئة أركان الدفاع
Chief of Naval Staff: رئيس الأركان البحرية
Chief of Air Staff: رئيس الأركان الجوية
Chief of the Land Staff: رئيس الأركان البرية
Commander|of: قائد, قائدة, آمر
Commander-in-Chief|of: القائد العام, قائد عام
Supreme Commander|of: القائد الأعلى
Deputy|deputy: نائب, نائبة, معاون, معاونة
Vice President of the Republic: نائب رئيس الجمهورية, نائبة رئيس الجمهورية
Vice President of the State: نائب رئيس الدولة
Assistant|assistant: مساعد, مساعدة
Undersecretary of the Ministry|ministry: وكيل وزارة, وكيلة وزارة, وكيل وزير, وكيلة وزير
Undersecretary of the Ministry: وكيل الوزارة, وكيلة الوزارة
Undersecretary|of: وكيل, وكيلة
Undersecretary-General|of: وكيل الأمين العام, وكيلة الأمين العام
First Undersecretary|ministry of: وكيل أول وزارة, الوكيل الأول لوزارة
Secretary General|of: أمين عام, أمينة عامة, الأمين العام, الأمينة العامة, كاتب عام, كاتبة عامة
Secretary General|of: الكاتب العام, الكاتبة العامة, سكرتير عام, السكرتير العام
Secretary|of: سكرتير, سكرتيرة, أمين سر, أمين سر عام
Secretary of State: كاتب الدولة, كاتبة الدولة
Secretary of State for Defence: كاتب الدولة للدفاع
Ambassador|envoy: سفير, سفيرة
Ambassador|own: سفيرها, سفيرهم, سفيرنا, سفيرتها, سفيرتهم, سفيرتنا
Military Attaché|own: ملحقها العسكري, ملحقهم العسكري
Envoy|own: مبعوثها, مبعوثهم
Permanent Representative|envoy: المندوب الدائم, المندوبة الدائمة, مندوب دائم, الممثل الدائم
Permanent Representative|envoy: الممثلة الدائمة
Special Representative|envoy: الممثل الخاص, الممثلة الخاصة
Representative|envoy: ممثل, ممثلة, مندوب, مندوبة
Envoy|envoy: مبعوث, مبعوثة, موفد, موفدة
Consul|envoy: قنصل
Consul General|envoy: القنصل العام, قنصل عام
Attaché|envoy: ملحق, ملحقة
Military Attaché|envoy: الملحق العسكري, الملحقة العسكرية, ملحق عسكري, الملحق الحربي
Naval Attaché|envoy: الملحق البحري, الملحق العسكري البحري
Defence Attaché|envoy: ملحق الدفاع, ملحقة الدفاع, ملحق دفاع
Chargé d'Affaires|envoy: القائم بالأعمال, قائم بالأعمال, القائمة بالأعمال
Acting|acting: القائم بأعمال, القائمة بأعمال, قائم بأعمال
Spokesman|spokes: متحدث, ناطق, المتحدث الرسمي, الناطق الرسمي, متحدث رسمي, ناطق رسمي
Spokeswoman|spokes: متحدثة, ناطقة, المتحدثة الرسمية, الناطقة الرسمية, متحدثة رسمية, ناطقة رسمية
Director|of: مدير, مديرة
Director General|of: مدير عام, مديرة عامة, المدير العام, المديرة العامة
Inspector|of: مفتش, مفتشة
Inspector General|of: مفتش عام, المفتش العام, مفتشة عامة
Adviser|to: مستشار, مستشارة
National Security Adviser|to: مستشار الأمن القومي, مستشار الأمن الوطني, مستشارة الأمن القومي
Federal Chancellor: المستشار الاتحادي, المستشارة الاتحادية
Chief Adviser|to: كبير المستشارين, كبير مستشاري
Chief Military Adviser|to: كبير المستشارين العسكريين
Chief Medical Officer|of: كبير الأطباء, كبير أطباء
Chief Negotiator|of: كبير المفاوضين
Commissioner|commissioner: مفوض, مفوضة
Political Commissar|of: المفوض السياسي
High Representative|of: الممثل الأعلى, الممثلة العليا, الممثل السامي
High Commissioner|of: المفوض السامي, المفوضة السامية
Coordinator|of: منسق, منسقة
Coordinator General|of: المنسق العام
Official in Charge|of: مسؤول, مسؤولة, مسئول, مسئولة
Supervisor|of: مشرف
Supervisor General|of: المشرف العام
Governor|town: محافظ, والي, حاكم
Governor General|of: الحاكم العام
Mayor|town: عمدة, رئيس بلدية, رئيسة بلدية
Crown Prince: ولي العهد, ولي عهد
Deputy Crown Prince: نائب ولي العهد, ولي ولي العهد
King|realm: ملك, عاهل
Queen|realm: ملكة
Emir|realm: أمير
Sultan|realm: سلطان
Custodian of the Two Holy Mosques: خادم الحرمين الشريفين
Speaker of Parliament: رئيس البرلمان, رئيسة البرلمان, رئيس مجلس النواب, رئيسة مجلس النواب
Speaker of Parliament: رئيس مجلس الشعب, رئيس المجلس الشعبي الوطني
Member|of: عضو, عضوة
Attorney General: النائب العام, المدعي العام
Military Governor|of: الحاكم العسكري
Comptroller General|of: المراقب العام
Controller|of: مراقب
Captain|of: قبطان, ربان
"""

# Adjectives of the person, wherever they stand in the title. Masculine and feminine.
PERSON_ADJECTIVES = """
Assistant: مساعد
First: أول, أولى
Second: ثاني
Former: سابق, أسبق
Acting: بالإنابة, بالنيابة, بالوكالة
Designate: معين
Parliamentary: برلماني
Special: خاص
Permanent: دائم
Executive: تنفيذي
Senior: رفيع
High: سامي
Official: رسمي
Current: حالي
Regional: إقليمي
Resident: مقيم
"""

# Adjectives of things and of what an office is about.
ADJECTIVES = """
Military: عسكري, حربي
Naval: بحري
Air: جوي
Land: بري
Ground: أرضي
National: وطني, قومي
Executive: تنفيذي
Defence: دفاعي
Security: أمني
Humanitarian: إنساني
Social: اجتماعي
Media: إعلامي
Industrial: صناعي
Health: صحي
Intelligence: استخباراتي, استخباري
Royal: ملكي, سلطاني
Emiri: أميري
General: عام
Joint: مشترك
Armed: مسلح
International: دولي
Regional: إقليمي
Central: مركزي
Foreign: خارجي, أجنبي
Internal: داخلي
Political: سياسي
Strategic: استراتيجي
Medical: طبي
Technical: فني, تقني
Logistic: لوجستي, لوجيستي
Administrative: إداري
Financial: مالي
Legal: قانوني
Economic: اقتصادي
Cultural: ثقافي
Commercial: تجاري
Scientific: علمي
Religious: ديني
Electronic: إلكتروني
Cyber: سيبراني, سيبيراني
Digital: رقمي
Special: خاص
Unified: موحد
Northern: شمالي
Southern: جنوبي
Eastern: شرقي
Western: غربي
Central: أوسط
First: أول, أولى
Second: ثاني
Third: ثالث
Fourth: رابع
Fifth: خامس
Sixth: سادس
Seventh: سابع
Transitional: انتقالي
Supreme: أعلى
Higher: عالي, عليا
Arab: عربي
African: أفريقي
European: أوروبي, أوربي
Gulf: خليجي
Islamic: إسلامي
Atlantic: أطلسي
UN: أممي
Public: عمومي
Moral: معنوي
Bilateral: ثنائي
Popular: شعبي
Coastal: ساحلي
Maritime: ملاحي
Civil: مدني
Federal: اتحادي, فدرالي, فيدرالي
Republican: جمهوري
Presidential: رئاسي
Operational: عملياتي
Tactical: تكتيكي
Nuclear: نووي
Rapid: سريع
Diplomatic: دبلوماسي
Engineering: هندسي
Visiting: زائر
Consultative: استشاري
Permanent: دائم
Interim: مؤقت
Governmental: حكومي
Ministerial: وزاري
Preparatory: تحضيري
~Deployed: منتشر
~Operating: عامل
~Stationed: مرابط, متمركز
"""

# Fields of work: no article in English, and a complement is put before or left out.
FIELDS = """
Defence: دفاع
Foreign Affairs: خارجية, الشؤون الخارجية
the Interior: داخلية
Justice: عدل
Finance: مالية
Economy: اقتصاد
Health: صحة
Education: تعليم, تربية
Transport: نقل, مواصلات
Trade: تجارة
Industry: صناعة
Energy: طاقة
Petroleum: نفط, بترول
Agriculture: زراعة
Information: إعلام
Culture: ثقافة
Environment: بيئة
Planning: تخطيط
Security: أمن
Peace: سلم, سلام
Cooperation: تعاون
International Cooperation: التعاون الدولي
Training: تدريب
Operations: عمليات
Intelligence: استخبارات, مخابرات
Armament: تسليح
Production: إنتاج
Military Production: الإنتاج الحربي
Organisation: تنظيم
Supply: إمداد, تموين, تزويد
Logistics: لوجستيات, لوجستيك, الإمداد والتموين
Mobilisation: تعبئة
Signals: إشارة
Communications: اتصالات
Public Relations: العلاقات العامة
Relations: علاقات
Affairs: شؤون
Veterans Affairs: المحاربين القدامى, قدماء المحاربين
Policy: سياسة
Policies: سياسات
Strategy: استراتيجية
Research: بحوث, أبحاث
Studies: دراسات
Scientific Research: البحث العلمي
Search: بحث
Rescue: إنقاذ
Development: تطوير, تنمية
Reconstruction: إعمار
Industries: صناعات
Manufacturing: تصنيع
Projects: مشاريع, مشروعات
Programmes: برامج
Procurement: مشتريات
Contracts: عقود
Budget: ميزانية, موازنة
Human Resources: الموارد البشرية
Personnel: أفراد
Resources: موارد
Services: خدمات
Medical Services: الخدمات الطبية
Technology: تكنولوجيا, تقنية
Information Technology: تكنولوجيا المعلومات, تقنية المعلومات
Cybersecurity: الأمن السيبراني
Innovation: ابتكار
Maintenance: صيانة
Armour: مدرعات, دروع
Infantry: مشاة
Artillery: مدفعية
Air Defence: الدفاع الجوي
Civil Defence: الدفاع المدني
Civil Protection: الحماية المدنية
Counter-Terrorism: مكافحة الإرهاب, محاربة الإرهاب
Combating Narcotics: مكافحة المخدرات
Peacekeeping: حفظ السلام
Peacekeeping Operations: عمليات حفظ السلام
Disarmament: نزع السلاح
Mine Action: الأعمال المتعلقة بالألغام
Protocol: مراسم, بروتوكول, تشريفات
Guidance: توجيه
Moral Guidance: التوجيه المعنوي
Morale Affairs: الشؤون المعنوية
Mail: بريد
Immigration: هجرة
Expatriates: مغتربين
Awqaf: أوقاف
Sports: رياضة
Youth: شباب
Tourism: سياحة
Fisheries: ثروة سمكية
Works: أشغال
Public Works: الأشغال العامة, الأشغال العمومية
Space: فضاء
Aviation: طيران
Navigation: ملاحة
Meteorology: أرصاد
Planning and Budget: التخطيط والميزانية
Reform: إصلاح
Crises: أزمات
Crisis Management: إدارة الأزمات
Disaster Management: إدارة الكوارث
Liaison: ارتباط
Coordination: تنسيق
Negotiations: مفاوضات
Follow-up: متابعة
Support: دعم, إسناد
Recruitment: تجنيد
National Service: الخدمة الوطنية, الخدمة العسكرية
Border Guards: حرس الحدود
Defence Administration: إدارة الدفاع
National Defence Administration: إدارة الدفاع الوطني
Relations with Parliament: العلاقات مع البرلمان
Parliament: برلمان
"""

# Bodies: "the" in English. "+" before a body: its complement may stand before it («إدارة
# التدريب» the Training Department). After "|": what its «رئيس» is called (Head if nothing).
BODIES = """
Army|Chief: جيش
Armies|Chief: جيوش
Armed Forces|Chief: القوات المسلحة
Royal Armed Forces|Chief: القوات المسلحة الملكية
+Forces|Chief: قوات
+Force|Chief: قوة
Naval Forces|Chief: القوات البحرية
Air Force|Chief: القوات الجوية, سلاح الجو, سلاح الطيران, جيش الطيران, طيران الجيش
Royal Air Force|Chief: سلاح الجو الملكي, القوات الجوية الملكية, سلاح الجو السلطاني
Land Forces|Chief: القوات البرية, جيش البر
Ground Forces|Chief: القوات الأرضية
Air Defence Forces|Chief: قوات الدفاع الجوي
Defence Forces|Chief: قوات الدفاع
Defence Force|Chief: قوة دفاع, قوة الدفاع
Special Forces|Chief: القوات الخاصة
Rapid Support Forces|Chief: قوات الدعم السريع
Internal Security Forces|Chief: قوى الأمن الداخلي
Popular Mobilisation Forces|Chief: الحشد الشعبي
Emiri Guard|Chief: الحرس الأميري
Royal Guard|Chief: الحرس الملكي
Republican Guard|Chief: الحرس الجمهوري
Presidential Guard|Chief: الحرس الرئاسي, حرس الرئاسة
National Guard|Chief: الحرس الوطني
Revolutionary Guard Corps|Chief: الحرس الثوري
Coast Guard|Chief: خفر السواحل, حرس السواحل
Border Guard|Chief: حرس الحدود
Navy|Chief: بحرية, جيش البحر, سلاح البحرية
Royal Navy|Chief: القوات البحرية الملكية
People's National Army|Chief: الجيش الوطني الشعبي
Sultan's Armed Forces|Chief: قوات السلطان المسلحة
Gendarmerie|Chief: درك
National Gendarmerie|Chief: الدرك الوطني
Royal Gendarmerie|Chief: الدرك الملكي
Police|Chief: شرطة
Military Police|Chief: الشرطة العسكرية
Corps|Chief: سلاح
Engineering Corps|Chief: سلاح المهندسين, سلاح الهندسة
Signal Corps|Chief: سلاح الإشارة
Fleet|Commander: أسطول
Fifth Fleet|Commander: الأسطول الخامس
Staff|Chief: أركان
General Staff|Chief: هيئة الأركان العامة, الأركان العامة, هيئة الأركان, هيئة أركان الحرب
Joint Staff|Chief: الأركان المشتركة, هيئة الأركان المشتركة
+Command|Head: قيادة
General Command|Head: القيادة العامة
Central Command|Head: القيادة المركزية, القيادة الوسطى
Ministry|Head: وزارة
Government|Head: حكومة
Presidency|Head: رئاسة
Presidency of the Government|Head: رئاسة الحكومة
Prime Minister's Office|Head: رئاسة الوزراء, رئاسة مجلس الوزراء
Council of Ministers|Chairman: مجلس الوزراء
Parliament|Speaker: مجلس النواب, مجلس الأمة, مجلس الشعب
Senate|President: مجلس الشيوخ, مجلس المستشارين, مجلس الأعيان
Shura Council|Chairman: مجلس الشورى
Sovereignty Council|Chairman: مجلس السيادة
Presidential Council|Chairman: المجلس الرئاسي
Presidential Leadership Council|Chairman: مجلس القيادة الرئاسي
Transitional Council|Chairman: المجلس الانتقالي
Military Council|Chairman: المجلس العسكري
Security Council|President: مجلس الأمن
National Security Council|Chairman: مجلس الأمن القومي, مجلس الأمن الوطني
Council of State|President: مجلس الدولة
Board of Directors|Chairman: مجلس الإدارة, مجلس إدارة
Council|Chairman: مجلس
Assembly|President: جمعية
+Committee|Chairman: لجنة
Central Military Commission|Chairman: اللجنة العسكرية المركزية
+Authority|Head: هيئة
+Organisation|Head: منظمة
+Corporation|Chairman: مؤسسة
Company|Chairman: شركة
+Agency|Head: وكالة, جهاز
General Intelligence Service|Head: جهاز المخابرات العامة, دائرة المخابرات العامة, المخابرات العامة
Counter-Terrorism Service|Head: جهاز مكافحة الإرهاب
+Department|Head: إدارة, دائرة, قسم
+Directorate|Head: مديرية
+Division|Head: شعبة
+Branch|Head: فرع
+Section|Head: مصلحة
+Unit|Head: وحدة
+Office|Head: مكتب
First Bureau|Head: المكتب الأول
Second Bureau|Head: المكتب الثاني
Third Bureau|Head: المكتب الثالث
Fourth Bureau|Head: المكتب الرابع
Fifth Bureau|Head: المكتب الخامس
+Sector|Head: قطاع
+Secretariat|Head: أمانة
General Secretariat|Head: الأمانة العامة
+Centre|Head: مركز
+Institute|Head: معهد
+College|Head: كلية
Command and Staff College|Head: كلية القيادة والأركان
+Academy|Head: أكاديمية
+School|Head: مدرسة
Hospital|Director: مستشفى
+Court|President: محكمة
Court|Head: ديوان
Royal Court|Head: الديوان الملكي
Emiri Diwan|Head: الديوان الأميري
+Mission|Head: بعثة
Embassy|Head: سفارة
Consulate|Head: قنصلية
Delegation|Head: وفد
Military Delegation|Head: الوفد العسكري
Side|Head: جانب
Team|Head: فريق
Group|Head: مجموعة
+Task Force|Head: قوة مهام, قوة واجب
Base|Head: قاعدة
Region|Head: منطقة
Military Region|Head: المنطقة العسكرية
Military Zone|Head: الناحية العسكرية
Zone|Head: ناحية
Governorate|Head: محافظة
City|Head: مدينة
+Brigade|Head: لواء
+Regiment|Head: فوج
+Battalion|Head: كتيبة
+Squadron|Head: سرب
+Division|Head: فرقة
Frigate|Head: فرقاطة
Ship|Head: سفينة
Exercise|Head: تمرين, تدريب مشترك
Session|Chairman: دورة, جلسة
Meeting|Chairman: اجتماع
Conference|President: مؤتمر
Coalition|Head: تحالف
Alliance|Head: حلف
Union|Chairman: اتحاد
Party|Leader: حزب
Republic|President: جمهورية
State|President: دولة
Kingdom|Head: مملكة
Protection Forces|Chief: قوات الحماية
Joint Forces|Chief: القوات المشتركة
Coalition Forces|Chief: قوات التحالف
"""

REGIONS = """
Africa: أفريقيا, إفريقيا
Europe: أوروبا
Asia: آسيا
North Africa: شمال أفريقيا, شمال إفريقيا
West Africa: غرب أفريقيا
the Middle East: الشرق الأوسط
Near East: الشرق الأدنى
the Mediterranean: المتوسط, البحر المتوسط, البحر الأبيض المتوسط
the Gulf: الخليج, الخليج العربي
the Sahel: الساحل, منطقة الساحل
the Horn of Africa: القرن الأفريقي, القرن الإفريقي
the Red Sea: البحر الأحمر
the Black Sea: البحر الأسود
the Baltic: بحر البلطيق
the South Sea: البحر الجنوبي
the South China Sea: بحر الصين الجنوبي
the Pacific: المحيط الهادئ
the Indian Ocean: المحيط الهندي
the Atlantic: المحيط الأطلسي
the Canary Islands: جزر الكناري
"""

# Ranks, forms of address and what is said beside them: never a job.
RANKS = """
مشير فريق لواء عميد عقيد مقدم رائد نقيب ملازم عماد جنرال أدميرال أميرال كولونيل بريغادير
بريجادير كوماندور كومودور مارشال ماريشال قبطان كابتن ركن أول ثاني ثان بحري جوي طيار طبيب طبيبة
مهندس مهندسة متقاعد متقاعدة حرب أركان شرطة ماجور كوماندان فايس فيس ليوتنان رقيب
""".split()  # noqa: SIM905 - words, not code
ADDRESS = """
معالي سعادة فخامة دولة سيادة سمو جلالة عطوفة سماحة غبطة فضيلة حضرة صاحب صاحبة السمو الجلالة الملكي
الفخامة المعالي السعادة العظمة عظمة السيد السيدة الآنسة السادة دكتور الدكتور الدكتورة الشيخ الشيخة
الأمير الأميرة الأستاذ الأستاذة المهندس المهندسة البروفيسور البروفسور المحامي المحامية القاضي
القاضية الحاج الشريف مولاي الملا السيناتور داتوك داتو سري السير اللورد البارون د أ ح م الفقيد
المجاهد السفير السفيرة
""".split()  # noqa: SIM905 - words, not code
RANK_PHRASES = (
    "أمير اللواء", "أمير لواء", "أمير لواء بالبحرية", "أمير اللواء بالبحرية",
    "نائب الأميرال", "نائب أميرال", "نائب الأدميرال", "نائب أدميرال",
    "جنرال دو كور دارمي", "الجنرال دو كور دارمي", "جنرال دو ديفيزيون", "الجنرال دو ديفيزيون",
    "جنرال دو بريغاد", "الجنرال دو بريغاد", "جنرال دارمي", "الجنرال دارمي",
)  # fmt: skip


def entries(table: str) -> Iterator[tuple[str, str]]:
    """Give the (Arabic, English) pairs of a table."""
    for line in table.strip().splitlines():
        english, arabic = line.split(": ")
        yield from ((phrase, english) for phrase in arabic.split(", "))
