"""Expected vote in the US presidential election of 1996 (ANES survey, shipped with statsmodels): PyTorch, mixed table.

Writes election.safetensors (weights) and election.golden.csv (the model's answers on held-out respondents), and prints
the fitted constants that election.yaml holds.

The data set as shipped is complete. Real surveys are not, so answers are knocked out below, with a seed; and two golden
columns get a few values that training never saw. Everything else is the data as it is.
"""
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from safetensors.torch import save_file
from sklearn.model_selection import train_test_split
from statsmodels.datasets import anes96
from torch import nn

HERE = Path(__file__).parent
SEED = 13
torch.manual_seed(SEED)
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
random = np.random.default_rng(SEED)

LEANING = ["extremely liberal", "liberal", "slightly liberal", "moderate", "slightly conservative", "conservative",
           "extremely conservative"]
PARTY = ["Strong Democrat", "Weak Democrat", "Independent-Democrat", "Independent-Independent",
         "Independent-Republican", "Weak Republican", "Strong Republican"]
EDUCATION = ["1-8 grades", "Some high school", "High school graduate", "Some college", "College degree",
             "Master's degree", "PhD"]
INCOME = ["None or less than $2,999", "$3,000-$4,999", "$5,000-$6,999", "$7,000-$8,999", "$9,000-$9,999",
          "$10,000-$10,999", "$11,000-$11,999", "$12,000-$12,999", "$13,000-$13,999", "$14,000-$14,999",
          "$15,000-$16,999", "$17,000-$19,999", "$20,000-$21,999", "$22,000-$24,999", "$25,000-$29,999",
          "$30,000-$34,999", "$35,000-$39,999", "$40,000-$44,999", "$45,000-$49,999", "$50,000-$59,999",
          "$60,000-$74,999", "$75,000-$89,999", "$90,000-$104,999", "$105,000 and over"]
VOTE = ["Clinton", "Dole"]
NOT_ASCERTAINED = 9  # how the survey writes "no answer" for the evenings of TV news


def labels(codes, names, first):
    return pd.Series([names[int(code) - first] for code in codes], dtype="object")


def knock_out(column, share):
    return column.mask(random.random(len(column)) < share)


raw = anes96.load_pandas().data
table = pd.DataFrame({
    "party": labels(raw["PID"], PARTY, 0),
    "population": raw["popul"],
    "tv_news": raw["TVnews"].astype("Int64"),
    "self_placement": labels(raw["selfLR"], LEANING, 1),
    "clinton_placement": labels(raw["ClinLR"], LEANING, 1),
    "dole_placement": labels(raw["DoleLR"], LEANING, 1),
    "age": raw["age"],
    "education": labels(raw["educ"], EDUCATION, 1),
    "income": labels(raw["income"], INCOME, 1),
})
table["tv_news"] = knock_out(table["tv_news"], 0.03).mask(random.random(len(table)) < 0.03, NOT_ASCERTAINED)
table["self_placement"] = knock_out(table["self_placement"], 0.08)
table["age"] = knock_out(table["age"], 0.05)
table["income"] = knock_out(table["income"], 0.10)
# Two respondents may give the same answers; without dropping one, a golden row could be a training row.
table = table.drop_duplicates()
vote = raw.loc[table.index, "vote"].astype(int)
train, test, train_y, test_y = train_test_split(table, vote, test_size=0.25, stratify=vote, random_state=SEED)

# Fitted on the training rows, as everything below that is printed at the end.
tv_news_median = int(train["tv_news"].replace(NOT_ASCERTAINED, pd.NA).median())
age_median = float(train["age"].median())
age = train["age"].fillna(age_median).clip(18, 90)
age_mean, age_std = float(age.mean()), float(age.std(ddof=0))
population = np.log1p(train["population"])
center = float(population.median())
scale = float(population.quantile(0.75) - population.quantile(0.25))
INCOME_BOUNDARIES = [12, 17, 20]  # steps of the scale, about the quartiles


def position(column, names):
    return column.map({name: i for i, name in enumerate(names)}).to_numpy(dtype=np.float64, na_value=np.nan)


def encode(frame):
    """The table as [rows, 19] numbers, in float64 and then rounded once to float32; and the party as an index."""
    tv_news = frame["tv_news"].replace(NOT_ASCERTAINED, pd.NA).fillna(tv_news_median).to_numpy(dtype=np.float64)
    own = position(frame["self_placement"], LEANING)
    own_missing = np.isnan(own)
    own = np.where(own_missing, LEANING.index("moderate"), own)
    income = position(frame["income"], INCOME)
    income_missing = np.isnan(income)
    bucket = np.searchsorted(INCOME_BOUNDARIES, income, side="right")  # [12, 17): a boundary belongs to its right
    income_columns = np.where(income_missing[:, None], 0, np.eye(len(INCOME_BOUNDARIES) + 1)[bucket])
    education = position(frame["education"], EDUCATION)  # unknown: nan, and equal to none of 0...6
    numbers = np.column_stack([
        (np.log1p(frame["population"]) - center) / scale,
        tv_news > 3,
        own / 6, own_missing,
        position(frame["clinton_placement"], LEANING) / 6,
        position(frame["dole_placement"], LEANING) / 6,
        (frame["age"].fillna(age_median).clip(18, 90) - age_mean) / age_std,
        income_columns, income_missing,
        education[:, None] == np.arange(len(EDUCATION)),
    ]).astype(np.float32)
    party = np.nan_to_num(position(frame["party"], PARTY), nan=len(PARTY)).astype(np.int64)
    return torch.from_numpy(numbers), torch.from_numpy(party)


class Vote(nn.Module):
    def __init__(self):
        super().__init__()
        # One row more than there are parties: `padding_idx` keeps it at zero, and unknown parties go there.
        self.party = nn.Embedding(len(PARTY) + 1, 3, padding_idx=len(PARTY))
        self.fc1 = nn.Linear(19 + 3, 24, bias=False)
        self.norm1 = nn.BatchNorm1d(24)
        self.dropout = nn.Dropout(0.2)
        self.fc2 = nn.Linear(24, 12)
        self.head = nn.Linear(12, 2)

    def forward(self, numbers, party):
        x = torch.cat([numbers, self.party(party)], dim=1)
        x = self.dropout(torch.relu(self.norm1(self.fc1(x))))
        return self.head(nn.functional.gelu(self.fc2(x)))


model = Vote()
optimizer = torch.optim.AdamW(model.parameters(), lr=0.005, weight_decay=0.05)
(x, party), y = encode(train), torch.tensor(train_y.to_numpy())
for _ in range(25):
    for batch in torch.randperm(len(x)).split(64):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x[batch], party[batch]), y[batch]).backward()
        optimizer.step()


def predict(frame):
    model.eval()
    with torch.no_grad():
        return torch.softmax(model(*encode(frame)), dim=1).numpy()


accuracy = np.mean(predict(test).argmax(axis=1) == test_y)

weights = {k: v for k, v in model.state_dict().items() if not k.endswith("num_batches_tracked")}
weights["party.weight"] = weights["party.weight"][: len(PARTY)].contiguous()  # without the row of zeros
save_file(weights, HERE / "election.safetensors")

# The golden respondents, some with answers that the training never saw.
golden = test.head(120).reset_index(drop=True)
golden.loc[[5, 23, 71], "party"] = "Reform"
golden.loc[[40, 88], "party"] = "apolitical"
golden.loc[[23, 59, 102], "education"] = "Trade school"
probabilities = predict(golden)
golden["vote"] = [VOTE[i] for i in probabilities.argmax(axis=1)]
for i, name in enumerate(VOTE):
    golden[f"vote.{name}"] = probabilities[:, i].astype(np.float64)
golden.to_csv(HERE / "election.golden.csv", index=False)

print(f"  population: robust: {{ center: {center!r}, scale: {scale!r} }}")
print(f"  tv_news: impute: {tv_news_median}")
print(f"  age: impute: {age_median!r}, standardize: {{ mean: {age_mean!r}, std: {age_std!r} }}")
print(f"election: accuracy {accuracy:.3f} on {len(test)} held-out rows, "
      f"{int(golden.isna().any(axis=1).sum())} of {len(golden)} golden rows with a missing answer")
