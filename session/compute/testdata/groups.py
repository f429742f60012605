# Writes groups.json: columns of numbers, some missing, with what numpy has for the mean, the standard deviation
# with n-1, and the number of the values of each row.
import json
import warnings

import numpy as np

warnings.simplefilter("ignore")
rng = np.random.default_rng(7)
values = np.round(rng.normal(3, 2, (5, 16)), 4) * np.where(np.arange(16) == 9, 1e6, 1)
values[rng.random(values.shape) < 0.25] = np.nan
values[:, 4] = np.nan
values[1:, 6] = np.nan
values[:, 8] = 0.1
plain = lambda column: [None if np.isnan(v) else float(v) for v in column]
out = {
    "values": [plain(column) for column in values],
    "mean": plain(np.nanmean(values, axis=0)),
    "sd": plain(np.nanstd(values, axis=0, ddof=1)),
    "n": (~np.isnan(values)).sum(axis=0).tolist(),
}
open("groups.json", "w").write("{\n" + ",\n".join(f' "{k}": {json.dumps(v)}' for k, v in out.items()) + "\n}\n")
