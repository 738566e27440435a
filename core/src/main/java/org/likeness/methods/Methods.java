package org.likeness.methods;

import java.util.List;
import org.likeness.method.MethodEntry;
import org.likeness.option.Registry;

/**
 * All methods by name. To add one, add a file to this package and an entry to this list; a program
 * can register its own.
 */
public final class Methods {
  private static final Registry<MethodEntry<?>> REGISTRY =
      new Registry<>(
          "method",
          MethodEntry::name,
          List.of(
              new MethodEntry<>(
                  "instdisc",
                  "InstDisc",
                  "Wu, Xiong, Yu and Lin, CVPR 2018, arXiv 1805.01978",
                  "every image is its own class, discriminated from all others by a memory bank",
                  InstDisc.Options.paper(),
                  InstDisc::new),
              new MethodEntry<>(
                  "invaspread",
                  "InvaSpread",
                  "Ye, Zhang, Yuen and Chang, CVPR 2019, arXiv 1904.03436",
                  "two views of an image are similar and the images of a batch dissimilar, without a memory bank",
                  InvaSpread.Options.paper(),
                  InvaSpread::new),
              new MethodEntry<>(
                      "cpc",
                      "CPC",
                      "van den Oord, Li and Vinyals, arXiv 1807.03748; v2 by Hénaff et al., ICML 2020, arXiv 1905.09272",
                      "patches of an image predict those some rows below, among the patches of all images",
                      Cpc.Options.paper(),
                      Cpc::new)
                  .onBackbone(),
              new MethodEntry<>(
                      "cmc",
                      "CMC",
                      "Tian, Krishnan and Isola, ECCV 2020, arXiv 1906.05849",
                      "the lightness of an image finds its colours among those of all images, and the other way round",
                      Cmc.Options.paper(),
                      Cmc::new)
                  .onBackbone(),
              new MethodEntry<>(
                      "moco-v1",
                      "MoCo v1",
                      "He, Fan, Wu, Xie and Girshick, CVPR 2020, arXiv 1911.05722",
                      "a view finds the other view of its image among keys of a queue, by a slowly following network",
                      MoCo.Options.paper(),
                      MoCo::new)
                  .onBackbone(),
              new MethodEntry<>(
                      "moco-v2",
                      "MoCo v2",
                      "Chen, Fan, Girshick and He, 2020, arXiv 2003.04297",
                      "MoCo with a head of two layers, stronger views and a cosine schedule",
                      MoCo.Options.paperV2(),
                      MoCo::new)
                  .onBackbone(),
              new MethodEntry<>(
                      "moco-v3",
                      "MoCo v3",
                      "Chen, Xie and He, ICCV 2021, arXiv 2104.02057",
                      "each view predicts the other's key among those of the batch, also with vision transformers",
                      MoCoV3.Options.paper(),
                      MoCoV3::new)
                  .onBackbone(),
              new MethodEntry<>(
                      "simclr-v1",
                      "SimCLR v1",
                      "Chen, Kornblith, Norouzi and Hinton, ICML 2020, arXiv 2002.05709",
                      "a view is told from all other views of the batch by the other view of its image, behind a head",
                      SimClr.Options.paper(),
                      SimClr::new)
                  .onBackbone(),
              new MethodEntry<>(
                      "simclr-v2",
                      "SimCLR v2",
                      "Chen, Kornblith, Swersky, Norouzi and Hinton, NeurIPS 2020, arXiv 2006.10029",
                      "SimCLR with a deeper head, whose first layer is kept for fine-tuning",
                      SimClr.Options.paperV2(),
                      SimClr::new)
                  .onBackbone(),
              new MethodEntry<>(
                      "byol",
                      "BYOL",
                      "Grill et al., NeurIPS 2020, arXiv 2006.07733",
                      "the network predicts what a slowly following copy of it sees in the other view",
                      Byol.Options.paper(),
                      Byol::new)
                  .onBackbone(),
              new MethodEntry<>(
                      "swav",
                      "SwAV",
                      "Caron, Misra, Mairal, Goyal, Bojanowski and Joulin, NeurIPS 2020, arXiv 2006.09882",
                      "crops of an image predict each other's cluster, assigned online so that all clusters are used",
                      Swav.Options.paper(),
                      Swav::new)
                  .onBackbone(),
              new MethodEntry<>(
                      "simsiam",
                      "SimSiam",
                      "Chen and He, CVPR 2021, arXiv 2011.10566",
                      "the network predicts its own view of the other view, which has no gradient",
                      SimSiam.Options.paper(),
                      SimSiam::new)
                  .onBackbone(),
              new MethodEntry<>(
                      "dino",
                      "DINO",
                      "Caron, Touvron, Misra, Jegou, Mairal, Bojanowski and Joulin, ICCV 2021, arXiv 2104.14294",
                      "a student predicts from every crop what its moving average makes of another crop of the image",
                      Dino.Options.paper(),
                      Dino::new)
                  .onBackbone()
                  .droppingPaths(),
              new MethodEntry<>(
                      "barlow-twins",
                      "Barlow Twins",
                      "Zbontar, Jing, Misra, LeCun and Deny, ICML 2021, arXiv 2103.03230",
                      "each number of an embedding agrees between two views and is uncorrelated with the others",
                      BarlowTwins.Options.paper(),
                      BarlowTwins::new)
                  .onBackbone(),
              new MethodEntry<>(
                      "vicreg",
                      "VICReg",
                      "Bardes, Ponce and LeCun, ICLR 2022, arXiv 2105.04906",
                      "two views agree, while each number of an embedding keeps its variance and stays uncorrelated",
                      VicReg.Options.paper(),
                      VicReg::new)
                  .onBackbone(),
              new MethodEntry<>(
                  "exemplar",
                  "Exemplar",
                  "Dosovitskiy, Springenberg, Riedmiller and Brox, NeurIPS 2014, arXiv 1406.6909",
                  "every image is its own class, with one trained weight vector per image",
                  Exemplar.Options.defaults(),
                  Exemplar::new),
              new MethodEntry<>(
                  "triplet",
                  "Triplet",
                  "Schroff, Kalenichenko and Philbin, CVPR 2015, arXiv 1503.03832",
                  "a view is nearer to the other view of its image than to another image, by a margin",
                  Triplet.Options.paper(),
                  Triplet::new),
              new MethodEntry<>(
                      "deepcluster",
                      "DeepCluster",
                      "Caron, Bojanowski, Joulin and Douze, ECCV 2018, arXiv 1807.05520",
                      "clusters of the features, found anew before each epoch, are the classes to predict",
                      DeepCluster.Options.paper(),
                      DeepCluster::new)
                  .onBackbone(),
              new MethodEntry<>(
                      "supervised",
                      "Supervised",
                      "cross-entropy on labels, the supervised reference in papers",
                      "a classifier trained on labels, for comparison",
                      Supervised.Options.paper(),
                      Supervised::new)
                  .onBackbone()));

  private Methods() {}

  /** All methods, the two papers' own, then those to compare with; registered ones come last. */
  public static List<MethodEntry<?>> all() {
    return REGISTRY.all();
  }

  /** All names, in that order. */
  public static List<String> names() {
    return REGISTRY.names();
  }

  /**
   * Registers a method, so that recipes can use it by name.
   *
   * @throws IllegalArgumentException if another method has that name
   */
  public static void register(MethodEntry<?> entry) {
    REGISTRY.register(entry);
  }

  /**
   * The method of that name.
   *
   * @throws org.likeness.error.InputException if there is none; the message has the nearest name,
   *     or all
   */
  public static MethodEntry<?> named(String name) {
    return REGISTRY.named(name);
  }
}
