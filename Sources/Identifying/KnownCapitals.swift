// Words that have a capital, or stand with one, and name nobody: days, languages, what organisations and
// benefits are called everywhere, and short forms that everybody knows.

/// Capitals that say nothing of a person.
enum KnownCapitals {
  /// Words that always have a capital.
  static let words = set(
    """
    i im ive id ill monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays
    thursdays fridays saturdays sundays january february march april may june july august september october
    november december england english britain british uk wales welsh scotland scottish ireland irish europe
    european london's commonwealth africa african asia asian caribbean america american france french germany
    german spain spanish italy italian poland polish romania romanian ukraine ukrainian india indian pakistan
    pakistani bangladesh bangladeshi china chinese urdu punjabi bengali gujarati hindi arabic somali farsi
    kurdish turkish portuguese russian latin roma traveller travellers gypsy christian christians christianity
    muslim muslims islam islamic hindu hindus sikh sikhs jewish buddhist catholic methodist anglican god allah
    jesus bible quran christmas easter ramadan eid diwali hanukkah halloween covid facebook whatsapp google
    zoom youtube instagram twitter tiktok skype amazon tesco asda aldi lidl sainsburys morrisons boots ikea
    internet wifi mum dad mam nan nana nanna gran grandma grandad granddad grandpa mummy daddy auntie
    samaritans barnardos healthwatch scope mencap oxfam macmillan hark jobcentre okay ok hello hi dear thanks
    """)

  /// Short forms.
  static let short = set(
    """
    nhs gp gps uk eu usa us tv pc it id ok aa ae er dwp pip esa uc dla jsa nhs111 hiv aids copd adhd asd ptsd
    ocd mri ct gcse bsl lgbt lgbtq bame cab ngo vcs vcse pcn icb icp jsna camhs send ehcp cpn ot bbc itv dvd cd
    cv hr mot vat atm pin dna ms me mnd ibs uti icu hmo asb pcso mp mps cic ymca ywca ptfa pta wi rspb rspca
    diy faq pdf sms gps usb ai it's am pm bc ad ra cpr sos ivf hrt std bmi ed eating tb flu ll i a cbt dbt amhp
    asc sen nvq esol ict b&b rnib ace rnid sats ofsted cqc ico gdpr
    """)

  /// Ordinary words that people write with a capital and mean nobody in particular.
  static let titles = set(
    """
    council councils city county borough district parish town ward village centre center community hub
    library hospital surgery clinic practice pharmacy school college university church mosque temple
    synagogue chapel hall park station office department service services team teams group groups club
    society charity trust board partnership forum network project programme scheme fund bank food warm
    space spaces citizens advice age concern universal credit benefit benefits attendance allowance
    carers carer allowances personal independence payment housing officer manager worker workers social
    care adult adults children childrens family families mental health wellbeing support staff nurse
    nurses doctor doctors consultant therapist police fire ambulance accident emergency government
    parliament minister prime mayor councillor councillors member chair secretary treasurer king queen
    kingdom united local authority national state pension pensions credit tax income job jobs plus
    summer winter spring autumn bus train tram metro tube road street home help line helpline meals
    wheels men mens women womens shed youth young older people person persons world war first second
    north south east west midlands northern southern eastern western the a an and of for in on to my we
    you he she they it this that no yes not so but then if when what who how why well please thank sorry
    love happy birthday new year good god lord black white brown mixed gay trans deaf blind disabled
    disability learning sure start brexit lockdown pandemic general election house houses flat
    """)

  private static func set(_ text: String) -> Set<String> {
    Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
  }
}
