"""Every file that models may be made from or measured on, by the SHA-256 of its bytes. Others are refused."""

from enum import StrEnum
from typing import NamedTuple

__all__ = ["HEADS", "SOURCES", "TERMS", "Source", "Use"]

HEADS = (
    "toxic", "severe", "insult", "threat", "identity_hate", "sexual", "profanity", "harassment", "spam", "scam",
    "self_harm",
)  # fmt: skip
"""The signals of the models of texts, in the order of their columns."""


class Use(StrEnum):
    """TRAIN may be learnt from. DEV chooses thresholds and compares versions. DEV_ONLY too, and never ships."""

    TRAIN = "train"
    DEV = "dev"
    DEV_ONLY = "dev-only"


class Source(NamedTuple):
    """A file under the data folder, without ``.csv.gz``.

    `weight` is what one of its rows counts. `masked` are columns whose labels are not to be believed: a source that
    only ever says yes teaches that everything about its topic is a yes.
    """

    path: str
    sha256: str
    use: Use = Use.TRAIN
    weight: float = 1.0
    masked: tuple[str, ...] = ()


_TOO_BROAD = ("toxic", "insult")

SOURCES = (
    Source("text/paradetox", "bb01b5581bcae443ae4cef41ab87192b320b7d8515b8e9f07ecc8f01cd7081dd",
           weight=0.6),
    Source("text/edos-train", "d09bd9ee525f2afb8cac517a8d8502b65848d0383df9f7a83a957d6310a2c48f",
           masked=_TOO_BROAD),
    Source("text/edos-dev", "f3fbb228b65d8c74139ca0c1275f0feb23fdb7e50dfb9c5764d7427c97156ac7",
           Use.DEV),
    Source("text/toxic-spans", "a30461db644b257e686b9f6c7b91aa02ff04bef558497e9f5ddb51c3efc86181"),
    Source("text/context-toxicity", "19e243bb29dd4f047a65c1ce177d5f1aacf556c2573de72db064a2b22d686892"),
    Source("text/hatemoji-train", "8fbbba60b2fb5c9dbefca455987e512959f6fcecd1806687d53b5b3e67882eb7"),
    Source("text/hatemoji-dev", "55dde58a142ca8034f15f64e9039692a377f2b9705be053fa84ff50810c9d79f",
           Use.DEV),
    Source("text/toxigen", "4b418fd0f15ed8a0e85c4f766ac46fe4844d08fc10fc65c728aed483d28b0706"),
    Source("text/davidson-hate", "2581f56bee0e916731f1edfb48bf38ffb76e2f7a9fad4637d9e1fe203111ad70"),
    Source("text/misogyny-train", "b5f1a853aeece376c53eb044d2acd5d3d63390a9d12da844dcf97af651cb799a",
           masked=_TOO_BROAD),
    Source("text/misogyny-dev", "1d1a24cbeb132c31ac977ab7ab0e706d8859c40b4feabf4063e2e98b1b236a48",
           Use.DEV),
    Source("text/sentence-templates", "7fe0e7dd49b5940bc495eeda513f58bab137b04ea09a03055cf35beced208118",
           weight=0.1),
    Source("text/germeval-train", "c7aa7c92d111e1b154338f2e899f88d3365dd8b7a1203bfe64bc5277d75d228d"),
    Source("text/sms-spam", "57a30a737b89480092738fd24eb50a18cf0d262623f300d82b93a92b678f27f6"),
    Source("text/smishing", "36d1a2be61811b372b8f6fc4557f2414f283e6e3df6c1c55f34c8845d372d703"),
    Source("text/jigsaw-wikipedia", "786dba5aa72d6a42a61c032cedb675d7f668743e95785a3b7e5f64015f85c3bb"),
    Source("text/hatexplain", "5c13a7adf6032f381a219df2181a2aba03a5f1856b695fda4022eb5bf4db59f9"),
    Source("text/mlma", "392f506e5df1f2cee99e057988c36fc0c49a0f75a065d07eab943b64e050c605",
           weight=0.2),
    Source("text/fox-news", "e95b33ad66f64f9d83ad99733f813395f7fcc27feff07c8567697abd583f1471",
           masked=("toxic",)),
    Source("text/sbic-dev-split", "d2d7da00c8c2b6ac475739a9bb32053f377cf98214f242947bcac5c07f657478"),
    Source("text/diasafety", "303c1ff34a84d7a8bc29a0cd99ee8040c02694cfd697ca8ef0abef0f76879326",
           weight=0.3),
    Source("text/cold-zh-train", "9a7192f5da97e9345ea37cc329bf98f79e4ae1edd91a00f7ef81a5b6c5cfa6c9",
           masked=("identity_hate",)),
    Source("text/cold-zh-dev", "0007678abe961d7477a0476ddb06c1edc93c6b2d99532172810a2567aeea1fc8",
           Use.DEV),
    Source("text/gahd-train", "f0e8998ce1d5ad41951c15d5d68b15ffb1faeeff926f89fa3d965d3eb7ed6134",
           masked=("toxic",)),
    Source("text/gahd-dev", "2d158019bbe675b05b4e9ad3d9ee8855aa34c11fe167c7a9602aea6f6f8a6857",
           Use.DEV),
    Source("text/curse-ko", "bca1c9324c4db6e0afd52081b4ac18b56129256acc0cc5701f702c698f7b3689"),
    Source("dev-only/unhealthy-val", "7a6cdba8970f65ca0225874ccb9b975d1aeba7e587f2ebd7499b9074ef1914a9",
           Use.DEV_ONLY),
)  # fmt: skip

TERMS = (
    Source("terms/ldnoobw", "04a874b7a6760a08a6f2273da39309e7eea121788c29bc0a3502c080287d075e"),
    Source("terms/surge-profanity", "2162f16ee371cb04894c1ab4558e766753e814407144becb97310f3851a5da86"),
)
"""Word lists, with the columns term, lang, canonical, categories, severity."""
