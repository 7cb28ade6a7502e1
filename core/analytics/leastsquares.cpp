// SPDX-License-Identifier: GPL-3.0-or-later
#include "analytics/leastsquares.h"

#include <cmath>
#include <numeric>

namespace atalaya::analytics {

namespace {

constexpr double kRidge = 1e-8;

/// A square matrix, row after row; its lower half holds a Cholesky factor after factorise().
class Matrix
{
public:
    explicit Matrix(size_t size) : m_size(size), m_values(size * size) {}

    double& at(size_t row, size_t column) { return m_values[row * m_size + column]; }

    bool factorise()
    {
        for (size_t row = 0; row < m_size; ++row) {
            for (size_t column = 0; column <= row; ++column) {
                double sum = at(row, column);
                for (size_t i = 0; i < column; ++i)
                    sum -= at(row, i) * at(column, i);
                if (row == column && !(sum > 0))
                    return false;
                at(row, column) = row == column ? std::sqrt(sum) : sum / at(column, column);
            }
        }
        return true;
    }

    void solve(std::vector<double>& right)
    {
        for (size_t row = 0; row < m_size; ++row) {
            for (size_t i = 0; i < row; ++i)
                right[row] -= at(row, i) * right[i];
            right[row] /= at(row, row);
        }
        for (size_t row = m_size; row-- > 0;) {
            for (size_t i = row + 1; i < m_size; ++i)
                right[row] -= at(i, row) * right[i];
            right[row] /= at(row, row);
        }
    }

private:
    size_t m_size;
    std::vector<double> m_values;
};

} // namespace

std::optional<std::vector<double>> leastSquaresSolution(const std::vector<double>& columns,
                                                        const std::vector<double>& y, size_t unknowns)
{
    const size_t n = y.size();
    Matrix normal(unknowns);
    std::vector<double> right(unknowns);
    for (size_t row = 0; row < unknowns; ++row) {
        const double* const left = &columns[row * n];
        for (size_t column = 0; column <= row; ++column)
            normal.at(row, column) =
                std::inner_product(left, left + n, &columns[column * n], 0.0) * (row == column ? 1 + kRidge : 1);
        right[row] = std::inner_product(left, left + n, y.data(), 0.0);
    }
    if (!normal.factorise())
        return std::nullopt;
    normal.solve(right);
    return right;
}

} // namespace atalaya::analytics
