// The list of words that raise a concern: what a person says of themselves, what others say of them, and
// what people say every day and must not raise one.

import Conversations
import Testing

@Suite struct PhraseTests {
  @Test(arguments: [
    "He hits her.", "P says her husband hits her when he drinks", "Her son slapped him again.",
    "They lock him in when they go out.", "She is scared of her son", "she was afraid of him",
    "He's terrified of his carer.", "Her ex keeps hitting her", "Dave often hits her, she said",
    "He beats his wife", "He beat her up last week", "Her father beats her", "She slaps him",
    "He was beaten by his brothers and hit by his dad", "She is being hit at home.",
    "The woman next door, he threatens to kill her", "Her partner threatened her",
    "She said he hurts her", "The carer is violent towards him", "an abusive relationship",
    "There were bruises on her arms", "He won't let her out of the house",
    "He doesn’t let her see her family", "They don't let him leave",
    "Her son is stealing her pension", "He takes her money off her", "they have taken her passport",
    "They don't feed him", "the home doesn't give him his medication",
    "She was left in her own urine", "He talks about killing himself", "she wants to end her life",
    "He tried to take his own life", "She wishes she was dead", "He doesn't want to live any more",
    "She has been harming herself", "She cuts her arms", "He thinks about hurting himself",
    "The uncle touched her inappropriately", "They are forcing her to marry",
    "Her parents are making her marry a cousin", "Her boyfriend forces her to have sex",
    "frightened to go home",
  ])
  func `what a note or an interpreter says of somebody in danger raises a concern`(_ words: String)
  {
    #expect(PhraseList.standard.isFound(in: words))
  }

  @Test(arguments: [
    "She hit her head on the step.", "Her mum hit her knee when she fell.",
    "The price rises hit her hard.", "The bedroom tax hits him every month",
    "It hits her pocket", "He hit his head", "His wife kicked him out of the flat.",
    "They took her pension at 66", "He takes his money out on Mondays",
    "The rent takes all his money",
    "He takes his medication every day", "The surgery didn't give her the tablets",
    "He pushes her round the park in her wheelchair", "She is scared of dogs",
    "He is afraid of her dog", "She is scared of falling", "He hurt himself at football",
    "She cut herself on the can", "He is cutting himself off from friends",
    "People take their life in their hands on that road", "Carers hurt their backs lifting",
    "Her carer hurt her back", "She locks the door at night", "They locked the library up",
    "Parents don't let them out to play", "Please don't feed them, the pigeons come back",
    "The council threatened him with eviction", "She abused her position",
    "It was a hit by her band",
    "She kicks the ball and he hits the post", "The game ended with him beating her at chess",
    "He made her a cup of tea", "The bus was hit by a lorry", "They left her a leaflet",
    "The doctor let him leave early", "We were locked in a long queue", "Nobody was hurt by it",
  ])
  func `everyday words of others raise none`(_ words: String) {
    #expect(!PhraseList.standard.isFound(in: words))
  }

  @Test(arguments: [
    "Mae hi eisiau marw.", "Mae'n sôn am ladd neu lladd ei hun", "Mae ofn ei gŵr arni",
    "Ona chce umrzeć", "Mąż ją bije", "Bije żonę i dzieci", "Boi się wracać do domu.",
    "Vrea să moară", "Soțul o bate când bea", "Îi e frică de tatăl lui", "Își bate soția.",
    "Ela quer morrer", "O marido bate nela", "Tem medo do companheiro",
    "Dice que quiere morir", "Su marido la golpea", "Tiene miedo de su hijo",
    "Elle veut mourir", "Son mari la frappe", "Il la bat", "Elle a peur de son fils",
    "Вона хоче померти", "Чоловік її б'є", "Він б’є дружину", "Боїться повертатися додому",
    "زوجها يضربها", "تريد أن تموت", "يهددها بالقتل", "تخاف من زوجها",
    "شوہر اسے مارتا ہے", "وہ اپنے شوہر سے ڈرتی ہے", "ਪਤੀ ਉਸ ਨੂੰ ਕੁੱਟਦਾ ਹੈ", "ਉਹ ਪਤੀ ਤੋਂ ਡਰਦੀ ਹੈ",
  ])
  func `what is said of somebody in danger raises a concern in other languages too`(_ words: String)
  {
    #expect(PhraseList.standard.isFound(in: words))
  }

  @Test(arguments: [
    "Grozi mu eksmisja.", "Serce jej bije szybko", "Îl bate gândul să plece", "O bate vântul",
    "Bate à porta dela", "No le pega el color", "Le pega el sol", "Le da miedo el tráfico",
    "La frappe de l'attaquant", "Elle le bat aux échecs", "Il a peur de son ombre",
    "Серце б'ється", "Він боїться собак", "يضرب الأرز", "ਉਹ ਬੱਸ ਤੋਂ ਡਰਦੀ ਹੈ",
    "Mae hi eisiau mynd adref", "Mae ofn cŵn arno",
  ])
  func `everyday words in other languages raise none`(_ words: String) {
    #expect(!PhraseList.standard.isFound(in: words))
  }

  @Test
  func `an edit that says something new over two sentences is new, whatever else stands there`() {
    let list = PhraseList.standard
    let before = ["I want to die. The bus is late."]
    #expect(
      list.isNew(in: ["I want to die. He hits. Me and the bus are late."], comparedWith: before))
    #expect(list.isNew(in: ["Nothing is wrong. He hits. Me"], comparedWith: ["Nothing is wrong"]))
    #expect(!list.isNew(in: ["I want to die! The bus is on time."], comparedWith: before))
    let split = ["I want. To die. The bus is late."]
    #expect(!list.isNew(in: ["I want. To die. The bus came."], comparedWith: split))
    #expect(list.isNew(in: ["I want. To die. He hits me."], comparedWith: split))
  }

  @Test
  func `a phrase with bars stands for each of its words, and one that is written wrong is told`()
    throws
  {
    let list = try PhraseList("she|he sees|i the|a green door*")
    #expect(list.count == 1)
    for words in [
      "She sees the green door", "he i a GREEN doorway", "I say he sees a green doors.",
    ] {
      #expect(list.isFound(in: words), "\(words)")
    }
    for words in ["she sees green door", "they see the green door", "he sees the greenish door"] {
      #expect(!list.isFound(in: words), "\(words)")
    }
  }

  @Test(arguments: ["he||she hits", "he| she", "|", "self-harm|cuts now"])
  func `bars between anything else than words are told with their line`(_ line: String) {
    #expect(throws: PhraseMistakes.self) { try PhraseList("fine words\n\(line)") }
  }
}
